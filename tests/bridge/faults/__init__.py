"""Faults on purpose: a small coupled run whose messages, processes and disk fail at seeded moments.

`scenario` decides what fails and judges the outcome, `proxy` stands between coupler and service, `forking`
starts processes that skip the seconds of loading packages, `world` is the small run, `nursery` lends such
processes to other tests. `make faults` runs a thousand scenarios.
"""
