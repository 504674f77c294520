"""Couples the crime microsimulation to a NetLogo police model: clocks, messages, records, command line."""

import logging

logging.getLogger(__name__).addHandler(logging.NullHandler())
