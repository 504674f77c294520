"""neworder without what it costs at the start: `from microsim.model.neworder_import import neworder`.

neworder warns when it is imported without MPI, which is how this project always uses it, and a warning that
nobody can act on must not reach the user or stop a run that treats warnings as errors. It also imports
scipy.signal, which takes longer than all the rest, for grids that nobody here uses.
"""

from __future__ import annotations

import sys
import warnings
from importlib import import_module
from types import ModuleType

GRIDS = "scipy.signal"
"""What neworder imports for its grids."""


class _OnFirstUse(ModuleType):
    """Stands for a module that is imported once something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        found: object = getattr(import_module(self.__name__), name)
        return found


stand_in = _OnFirstUse(GRIDS)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    found = sys.modules.setdefault(GRIDS, stand_in)
    try:
        import neworder
    finally:
        if found is stand_in:
            del sys.modules[GRIDS]

__all__ = ["neworder"]
