"""Runs the command line as `python -m bridge.cli`."""

from bridge.cli import main

main()
