"""Documents and indexes at size."""
