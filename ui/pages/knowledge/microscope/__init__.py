"""The retrieval microscope: how each step ranked what one question found."""
