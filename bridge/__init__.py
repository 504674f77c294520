"""Couples the crime microsimulation to a NetLogo police model: clocks, messages, records, command line."""

import logging
from importlib import metadata

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> str:
    if name == "__version__":
        return metadata.version("crims-bridge")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
