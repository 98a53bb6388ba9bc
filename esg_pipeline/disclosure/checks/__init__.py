"""Forensic checks over the facts of one issuer: what cannot be right together. Reading facts belongs to its parent."""
