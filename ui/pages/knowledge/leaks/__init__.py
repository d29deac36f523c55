"""The view Leak test: what each role gets that it may not read."""
