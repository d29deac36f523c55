"""The folder that people edit: files to values, and values back to files."""
