"""What each table promises to the people who read it. One contract per table, one module per layer."""
