"""What `find_references` and `find_links` share."""
