"""The parts of disclosure control: which counts are hidden, and how tables are printed."""
