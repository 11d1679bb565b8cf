"""The parts of `find_themes`."""
