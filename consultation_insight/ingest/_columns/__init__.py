"""What a column is: its name, its values, its role."""
