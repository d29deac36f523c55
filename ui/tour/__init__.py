"""The tour: the real window driven through the main job, with a picture of every page."""

from ui.tour.tour import Tour

__all__ = ["Tour"]
