"""An optional language model that may propose what an unmapped number measures; off unless ESG_LLM_URL is set.

`proposals` is the door. The model is never trusted: what counts as a fact is decided in `verify`.
"""
