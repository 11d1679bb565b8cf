"""What `deduplicate` and `find_campaigns` share."""
