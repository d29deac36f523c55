"""How well retrieval finds things in real documents of others, and how fast among many."""
