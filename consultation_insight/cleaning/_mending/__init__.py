"""The parts of `clean`."""
