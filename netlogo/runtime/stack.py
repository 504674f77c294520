"""How deep a model may recurse on the stack that its thread has.

Python counts calls, but a call that passes through C also takes C's stack, whose end is the end of the
process. The two figures below were found safe with 8 MB; with less, less is allowed.
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress

USUAL_STACK = 8 << 20
"""Bytes of a thread's stack on Linux, and of the main one on macOS."""
RESERVE = 256 << 10
"""Bytes that whoever calls the model may have used already."""
DEEPEST_RECURSION = 25_000
"""Frames of Python on the usual stack."""
NESTED_SORTS = 250
"""Sorts in each other's comparisons on the usual stack; each takes several kB of it."""


def recursion_limit() -> int:
    """Frames of Python that this thread's stack has room for, at most `DEEPEST_RECURSION`."""
    return int(DEEPEST_RECURSION * _share())


_lock = threading.Lock()
_deep, _before = 0, 0
"""How many calls have asked for a deep recursion and not ended, and the limit before the first."""


def allow_deep_recursion() -> None:
    """Raise Python's limit to what this thread has room for, until `end_deep_recursion`.

    The limit is the process's: of models in several threads, the last to end puts back what the first found.
    """
    global _deep, _before
    deepest = recursion_limit()
    with _lock:
        limit = sys.getrecursionlimit()
        if _deep == 0:
            _before = limit
        _deep += 1
        if limit < deepest:
            sys.setrecursionlimit(deepest)


def end_deep_recursion() -> None:
    """End what `allow_deep_recursion` began."""
    global _deep
    with _lock:
        _deep -= 1
        if _deep == 0:
            sys.setrecursionlimit(_before)


def nested_sorts() -> int:
    """Sorts in each other's comparisons that this thread's stack has room for."""
    return int(NESTED_SORTS * _share())


class _Kept(threading.local):
    share: float | None = None


_kept = _Kept()


def _share() -> float:
    """This thread's stack as a share of the usual one, at most 1."""
    if _kept.share is None:
        size = max(stack_bytes() - RESERVE, 0)
        _kept.share = min(1.0, size / (USUAL_STACK - RESERVE))
    return _kept.share


def stack_bytes() -> int:
    """The size of this thread's stack; the usual size where the system does not say."""
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):
            return _linux_stack()
    if threading.current_thread() is threading.main_thread():
        with suppress(ImportError, ValueError):
            import resource

            size = resource.getrlimit(resource.RLIMIT_STACK)[0]
            return USUAL_STACK if size == resource.RLIM_INFINITY else size
    return threading.stack_size() or USUAL_STACK


def _linux_stack() -> int:
    import ctypes

    library = ctypes.CDLL(None)
    library.pthread_self.restype = ctypes.c_ulong
    about = ctypes.create_string_buffer(256)  # a pthread_attr_t has 56 bytes with glibc, and with musl
    if library.pthread_getattr_np(ctypes.c_ulong(library.pthread_self()), about):
        raise OSError("the thread's attributes cannot be read")
    size = ctypes.c_size_t()
    library.pthread_attr_getstacksize(about, ctypes.byref(size))
    library.pthread_attr_destroy(about)
    return size.value
