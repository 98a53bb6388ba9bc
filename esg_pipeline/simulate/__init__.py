"""An invented bond universe in the store's feed formats; nothing is read or rated here.

Simulated data are for demonstrations and tests and say nothing about any real issuer; every issuer is flagged so.
"""

from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.simulation import simulate
from esg_pipeline.simulate.write import StoreRefused, write_store

__all__ = ["Knobs", "StoreRefused", "simulate", "write_store"]
