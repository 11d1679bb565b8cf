"""How groups of passages get their headings and words."""
