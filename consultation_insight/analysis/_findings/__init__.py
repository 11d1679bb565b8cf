"""The parts of `find_findings`."""
