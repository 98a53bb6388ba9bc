"""What another version of the method would change: a shadow run of both on the same data. Nothing is written."""
