"""Demand and supply as simulators of mosaik, so that they can be joined to models of others."""
