"""One module for each family of formats."""
