"""Widgets that every page may use; they know the theme and nothing of bots."""
