"""A turn as the Bench and Runs show it: its answer, and the inspector beside it."""
