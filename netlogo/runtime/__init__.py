"""The runtime half of the engine: the world, its agents, and every primitive that generated code calls.

`World(program)` makes a world, `namespace(world)` its primitives by name. Nothing here knows of NetLogo's
text.
"""

from __future__ import annotations

__all__ = ["World", "namespace"]

from netlogo.runtime.namespace import namespace
from netlogo.runtime.world import World
