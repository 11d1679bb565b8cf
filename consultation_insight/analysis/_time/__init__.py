"""Parts of what looks at time: periods, and what stands out in them."""
