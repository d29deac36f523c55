"""Checks of a message or an answer, one a file. A check says what is wrong, or nothing."""
