"""Keys of API providers: where they are found, and where they are never written."""
