"""The parts of `redact`: detectors and pseudonyms."""
