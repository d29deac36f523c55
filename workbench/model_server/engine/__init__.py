"""Many answers at once from one model: who is read when, and what is kept of what was read."""
