"""Editing of themes by a person: verbs that return new results, and the log that repeats them."""
