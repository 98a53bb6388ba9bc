"""From document to facts: text, tables, numbers, units, labels and the mapping onto data points.

Nothing here judges a value: consistency checks, corrections and scoring live elsewhere.
"""
