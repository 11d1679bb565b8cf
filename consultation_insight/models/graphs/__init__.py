"""Nearest neighbours, the graph of them and the communities in it."""
