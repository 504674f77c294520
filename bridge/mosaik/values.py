"""What travels between the two simulators, in types that JSON has: mosaik may run them in other processes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from bridge.base.time_windows import Window
from bridge.demand.area_factors import AreaFactors
from bridge.demand.crime_rows import Crimes
from bridge.errors import ScenarioError
from bridge.run.scenario_file import read_scenario
from bridge.scenario.scenario import Scenario
from bridge.wire import protocol

STEP_SECONDS = 3600
"""Length of a step of time; mosaik's `time_resolution` is to be this."""


def scenario_from(given: Any) -> Scenario:
    """The scenario of a simulator: the path of a scenario file, or options of `Scenario.of` by name.

    Raises:
        ScenarioError: it is neither, or wrong.
    """
    if isinstance(given, str):
        return read_scenario(Path(given))
    if isinstance(given, Mapping):
        return Scenario.of(**given)
    raise ScenarioError(f"expected the path of a scenario file, or its options, got {given!r:.60}")


def require_hours(time_resolution: float) -> None:
    """Refuse a world whose steps are no hours.

    Raises:
        ScenarioError: with what to write.
    """
    if time_resolution != STEP_SECONDS:
        raise ScenarioError(
            f"expected mosaik.World(..., time_resolution={STEP_SECONDS}), got {time_resolution}: "
            "steps are hours"
        )


def pack_crimes(crimes: Crimes) -> dict[str, Any]:
    """Crimes and calls of a window: columns as base64."""
    columns = {"crimes": crimes.to_message(), "calls": crimes.calls.to_message()}
    found: dict[str, Any] = msgspec.to_builtins(columns)
    return found


def unpack_crimes(values: Mapping[str, Any], window: Window) -> Crimes:
    """The inverse.

    Raises:
        ProtocolError: columns that do not belong to the window.
    """
    columns = msgspec.convert(values["crimes"], protocol.CrimeColumns)
    return Crimes.from_message(columns, window, msgspec.convert(values["calls"], protocol.CallColumns))


def pack_loading(loading: Mapping[str, float], by_area: AreaFactors | None) -> dict[str, Any]:
    """Loading factors by category, and by area where there are such."""
    areas = None if by_area is None else msgspec.to_builtins(by_area.to_message())
    return {"by_category": dict(loading), "by_area": areas}


def unpack_loading(given: Iterable[Any]) -> tuple[dict[str, float], AreaFactors | None]:
    """The factors of several sources; those of one category multiply.

    Raises:
        ScenarioError: a value that is no factors, or two sources with factors by area.
    """
    by_category: dict[str, float] = {}
    by_area: AreaFactors | None = None
    for value in given:
        if value is None:
            continue
        plain = value.get("by_category", value) if isinstance(value, Mapping) else None
        if plain is None or not all(isinstance(one, int | float) for one in plain.values()):
            raise ScenarioError(f"loading: expected category -> factor, got {value!r:.60}")
        for name, factor in plain.items():
            by_category[name] = math.prod((by_category.get(name, 1.0), float(factor)))
        areas = value.get("by_area")
        if areas is not None:
            if by_area is not None:
                raise ScenarioError("loading: expected factors by area from one source, got several")
            by_area = AreaFactors.from_message(msgspec.convert(areas, protocol.AreaLoading))
    return by_category, by_area
