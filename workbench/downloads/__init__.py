"""Fetching one file of the Hugging Face hub, in a process of its own: killing it is cancelling."""
