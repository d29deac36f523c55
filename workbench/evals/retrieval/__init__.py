"""Retrieval judged by itself: which documents were found, whatever a model makes of them."""
