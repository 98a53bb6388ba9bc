"""The rating method as a plain library: disclosures in, defensible scores and grades out. No orchestrator in here."""
