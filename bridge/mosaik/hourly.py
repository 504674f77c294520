"""What the simulators of mosaik have in common: steps of an hour, and entities by name."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import mosaik_api_v3

from bridge.mosaik.values import require_hours

Entity = TypeVar("Entity")


class HourlySimulator(mosaik_api_v3.Simulator, Generic[Entity]):  # type: ignore[misc]
    """A simulator whose world has steps of an hour."""

    def __init__(self, meta: dict[str, Any]) -> None:
        super().__init__(meta)
        self._entities: dict[str, Entity] = {}

    def init(self, sid: str, time_resolution: float = 1.0, **_: Any) -> Any:
        """Begin; steps are hours.

        Raises:
            ScenarioError: the world has other steps.
        """
        require_hours(time_resolution)
        return self.meta
