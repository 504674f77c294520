"""The police map of a run that people watch: outlines of areas in place of squares, and what happened.

It reads a model with the breeds and variables of `police-patrol` and changes nothing in it. Of every unit and
every area it keeps the last changes, tick by tick, for whoever clicks on one.
"""

from collections import deque
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from bridge.base.tiles import TileServer, corners_of, tiles_over
from bridge.scenario.scenario import Scenario
from netlogo import Workspace
from netlogo.runtime.agents.base import Agent

KEPT = 60
"""Changes that are kept of each unit and area."""
BREEDS = ("AREAS", "UNITS", "INCIDENTS")
GLOBALS = ("area-list", "unit-list", "map-scale", "map-x", "map-y", "now")
GRADES = ("emergency", "priority", "standard", "without attendance")
SMALLEST = 0.02
"""Patches by which a simplified outline may be off: too little to be seen."""


class PoliceMap:
    """What a browser needs beside the frames to show the police."""

    def __init__(self, workspace: Workspace, scenario: Scenario) -> None:
        """Read this model."""
        self._world = workspace.world
        self._attr = workspace.program.attr
        self._scenario = scenario
        self._outlines: list[dict[str, Any]] | None = None
        self._units: dict[int, deque[list[str]]] = {}
        self._areas: dict[int, deque[list[str]]] = {}
        self._doing: dict[int, tuple[Any, ...]] = {}
        self._states: dict[int, tuple[Any, ...]] = {}

    @classmethod
    def of(cls, workspace: Workspace, scenario: Scenario) -> "PoliceMap | None":
        """The map of a model that has what it takes; None of another."""
        known = {*workspace.globals, *workspace.interface_globals}
        fits = set(BREEDS) <= workspace.world.turtle_breeds.keys() and set(GLOBALS) <= known
        return cls(workspace, scenario) if fits else None

    # -- outlines

    def outlines(self) -> list[dict[str, Any]] | None:
        """The areas in coordinates of the world: turtle number, code, name and rings of x, y, x, y ...

        None as long as the model has not laid out its map.
        """
        scale = self._global("map-scale")
        if self._outlines is None and scale:
            self._outlines = self._read_outlines(scale)
        return self._outlines

    def _read_outlines(self, scale: float) -> list[dict[str, Any]]:
        import shapely

        agents, areas = self._global("area-list"), self._places
        found = []
        for agent in agents:
            at = areas.index[self._of(agent, "area-code")]
            outline = shapely.simplify(areas.outlines[at], 1000 * SMALLEST / scale)
            rings = [
                self._placed(shapely.get_coordinates(part.exterior)) for part in shapely.get_parts(outline)
            ]
            found.append({"who": agent.id, "code": areas.codes[at], "name": areas.names[at], "rings": rings})
        return found

    @cached_property
    def _places(self) -> Any:
        """The areas of the model, once it has laid out its map."""
        codes = [self._of(one, "area-code") for one in self._global("area-list")]
        return _geography(self._scenario, codes)

    def _placed(self, corners: Any) -> list[float]:
        """Points in metres of the areas' grid, shape (n, 2), as x, y, x, y ... of the world."""
        shape, scale, kilometres = self._world.topology, self._global("map-scale"), corners / 1000
        x = (shape.min_x + shape.max_x) / 2 + scale * (kilometres[:, 0] - self._global("map-x"))
        y = (shape.min_y + shape.max_y) / 2 + scale * (kilometres[:, 1] - self._global("map-y"))
        return [round(float(one), 2) for pair in zip(x, y, strict=True) for one in pair]

    def tiles(self, server: TileServer) -> list[dict[str, Any]]:
        """The tiles that the areas lie on: the address of each, and its top left, top right and bottom left
        corner as x, y, x, y, x, y of the world.
        """
        import numpy as np
        import shapely
        from pyproj import Transformer

        areas = self._places
        to = Transformer.from_crs(areas.crs, 3857, always_xy=True)
        bounds = to.transform_bounds(*shapely.total_bounds(areas.outlines))
        found = []
        for zoom, x, y in tiles_over(*bounds):
            corners = np.array(corners_of(zoom, x, y))
            grid = np.column_stack(to.transform(corners[:, 0], corners[:, 1], direction="INVERSE"))
            found.append({"url": server.tile(zoom, x, y), "corners": self._placed(grid)})
        return found

    # -- what happened

    def note(self) -> None:
        """Keep what has changed since it was asked last."""
        if not self._global("map-scale"):
            return
        minute = float(self._global("now"))
        when = self._time(minute)
        for unit in self._global("unit-list"):
            self._note_unit(unit, minute, when)
        for incident in self._world.turtle_breeds["INCIDENTS"].agents():
            self._note_incident(incident, when)

    def _note_unit(self, unit: Agent, minute: float, when: str) -> None:
        doing = _activity(
            self._of(unit, "status"), minute, self._of(unit, "on-scene-at"), self._of(unit, "scene-until")
        )
        place = self._of(unit, "unit-area")
        state = (doing, place)
        if self._doing.get(unit.id) != state:
            self._doing[unit.id] = state
            where = (
                "" if doing == "off duty" or not isinstance(place, Agent) else self._of(place, "area-code")
            )
            task = self._of(unit, "assignment") if doing in ("travelling", "on scene", "paperwork") else None
            what = self._incident_text(task) if isinstance(task, Agent) else ""
            self._units.setdefault(unit.id, deque(maxlen=KEPT)).append([when, doing, where, what])

    def _note_incident(self, incident: Agent, when: str) -> None:
        state, number = self._of(incident, "state"), self._of(incident, "crime-id")
        if self._states.get(incident.id) == (state, number) or not isinstance(state, str):
            return
        self._states[incident.id] = (state, number)
        place = self._of(incident, "my-area")
        if isinstance(place, Agent):
            row = [when, state, self._incident_text(incident)]
            self._areas.setdefault(place.id, deque(maxlen=KEPT)).append(row)

    def history(self, who: int) -> dict[str, Any] | None:
        """What a unit or an area did last, newest first; None of another turtle."""
        agent = self._world.turtles.get(who)
        if agent is None or agent.dead:
            return None
        if agent.breed.name == "UNITS":
            title = f"unit {self._of(agent, 'unit-number'):.0f}, {self._text_of_district(agent)}"
            columns, rows = ["time", "does", "area", "incident"], self._units.get(who, ())
        elif agent.breed.name == "AREAS":
            title = f"area {self._of(agent, 'area-code')}, {self._text_of_district(agent)}"
            columns, rows = ["time", "incident is", "what"], self._areas.get(who, ())
        else:
            return None
        return {"title": title, "columns": columns, "rows": list(reversed(rows))}

    def _text_of_district(self, agent: Agent) -> str:
        district = self._of(agent, "my-district")
        return str(self._of(district, "district-name")) if isinstance(district, Agent) else ""

    def _incident_text(self, incident: Agent) -> str:
        grade = int(self._of(incident, "grade") or 0)
        urgency = GRADES[grade - 1] if 1 <= grade <= len(GRADES) else ""
        return f"{self._of(incident, 'call-type')} ({urgency})"

    def _time(self, minute: float) -> str:
        moment: datetime = self._scenario.begin + timedelta(minutes=round(minute))
        return f"{moment:%d %b %H:%M}"

    def _global(self, name: str) -> Any:
        return getattr(self._world.G, self._attr(name.upper()))

    def _of(self, agent: Agent, name: str) -> Any:
        return getattr(agent, self._attr(name.upper()), 0.0)


def _activity(status: str, now: float, on_scene_at: float, scene_until: float) -> str:
    """What a unit does, in the words of the view's colours."""
    if status != "responding":
        return status
    return "travelling" if now < on_scene_at else "on scene" if now < scene_until else "paperwork"


def _geography(scenario: Scenario, codes: list[str]) -> Any:
    """The areas of the scenario's geography."""
    from pathlib import Path

    if scenario.geography is None:
        from planning.geography.shipped import areas_by_code

        return areas_by_code(codes)
    from planning.geography.polygons import read_polygons

    return read_polygons(Path(scenario.geography), codes)
