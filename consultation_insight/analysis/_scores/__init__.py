"""Parts of scores and of what goes with them."""
