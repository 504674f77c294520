"""A limit on the memory of this process and those it starts.

What would take more than the machine has gets an error where it asked; else the machine ends some process or
other.
"""

import os
from contextlib import suppress
from pathlib import Path

VARIABLE = "CRIMS_MEMORY"
"""GiB, or `none`."""
SHARE = 0.9
"""Of the memory of the machine, or of the container."""
GIB = 2**30
CONTAINER = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def limit_memory() -> None:
    """Set the limit, where the operating system has one."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        asked = os.environ.get(VARIABLE, "").strip().lower()
        if asked == "none":
            return
        most = int(float(asked) * GIB) if asked else int(SHARE * memory())
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def memory() -> int:
    """Bytes that this machine or container has."""
    found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for name in CONTAINER:
        with suppress(OSError, ValueError):
            found = min(found, int(Path(name).read_text()))
    return found
