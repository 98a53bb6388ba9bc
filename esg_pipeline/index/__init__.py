"""The engine on any index: a hierarchy of indicators as configuration, from raw figures to scores and ranks.

One module per step of the method. The bond rating itself is not in here; both share `means` and value functions.
"""
