"""The sheet in which a bot is edited, and tried before it is saved."""
