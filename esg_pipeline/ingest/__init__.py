"""Reads the input store: feeds of tables, and documents. What values mean for a rating is decided in later layers."""
