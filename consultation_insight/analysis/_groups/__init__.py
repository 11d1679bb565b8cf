"""The parts of comparing groups: rows, breaks, tests and words."""
