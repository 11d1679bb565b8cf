"""Replies from X (API v2): the service, its pages as records, and the file they go to."""
