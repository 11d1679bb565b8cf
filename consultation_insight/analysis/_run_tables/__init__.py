"""The parts of `build_tables`."""
