"""The view Evaluation: how well bots, or combinations of settings, find what is relevant."""
