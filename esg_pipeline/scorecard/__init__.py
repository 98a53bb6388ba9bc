"""Scorecards: one issuer's rating on a page or on paper, from the published file. Nothing is rated here."""
