"""Many configurations over the same documents, each stage done once for all that share it."""
