"""The view Map: the chunks of an index as points of a plane."""
