"""Plots of the app, drawn by pyqtgraph, which is loaded when the first one has data to show."""
