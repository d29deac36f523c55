"""The sheet that looks inside a call of the model: tokens, probabilities, what could have come."""
