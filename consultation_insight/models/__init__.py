"""Models, each behind its own module, which is the only importer of its library."""
