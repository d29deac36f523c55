"""The leak test: questions aimed at what a role may not read, and the search for what came out."""
