"""The right panel of the bench: trace, evidence and raw events of the selected answer."""
