"""Fitted rates kept for the sessions that want the same ones, so that only the first of them waits.

One thread fits at a time, because the filters of Python's warnings belong to the whole process. The store is
bounded, and rates are fitted again when the files behind them have changed.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Generic, TypeVar

F = TypeVar("F")

KEPT = 8
"""Rates kept; some tens of megabytes each for the largest force."""


class FittedRates(Generic[F]):
    """The most recently used results of a slow function, by key."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._found: OrderedDict[Hashable, F] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], F]) -> F:
        """What `make` gave for this key before, or gives now; its errors are not kept."""
        found = self._look(key)
        if found is None:
            with self._making:
                found = self._look(key)  # another session may have made it in the meantime
                if found is None:
                    found = make()
                    self._put(key, found)
        return found

    def _look(self, key: Hashable) -> F | None:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def _put(self, key: Hashable, value: F) -> None:
        with self._lock:
            self._found[key] = value
            while len(self._found) > self._kept:
                self._found.popitem(last=False)


def fingerprint(path: Path | None) -> Hashable:
    """Names, sizes and times of a file or of a folder's files; changes when they do."""
    if path is None:
        return None
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    stats = [(str(one), one.stat()) for one in files if os.path.lexists(one)]
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
