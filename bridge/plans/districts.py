"""A plan with districts of some method, stations and units in proportion to work."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import shapely

from bridge.plans.inputs import Inputs
from common.reading import read_whole
from planning.arrays import Labels
from planning.districts.measures import Objective
from planning.districts.methods import draw
from planning.districts.problem import Problem, labels_of, names_of, problem_of
from planning.districts.search import Budget, Found
from planning.errors import PlanError
from planning.plan.default import default_plan
from planning.plan.model import Plan


def problem_of_inputs(
    inputs: Inputs, count: int, barriers: Path | None = None, beats: Path | None = None
) -> Problem:
    """The areas as a problem; demand is work, that is incidents times unit-minutes.

    Args:
        barriers: GeoJSON of lines in longitude and latitude.
        beats: districts.csv of a plan whose districts are to stay whole.
    """
    names = None
    if beats is not None:
        from planning.plan.files import read_plan

        mine = read_plan(beats).district
        missing = [code for code in inputs.areas.codes if code not in mine]
        if missing:
            raise PlanError(f"{beats}: expected a beat for every area, got none for {missing[0]!r}")
        names = [mine[code] for code in inputs.areas.codes]
    lines = [] if barriers is None else read_lines(barriers, inputs.areas.crs)
    return problem_of(inputs.areas, inputs.demand.workload, count, lines, names)


def draw_plan(
    inputs: Inputs,
    problem: Problem,
    method: str,
    objective: Objective,
    seed: int,
    budget: Budget,
    made_by: str,
) -> tuple[Plan, Found]:
    """Draw districts and staff them: units of each shift by demand, a station where demand is nearest."""
    start = _start(inputs, problem)
    found = draw(method, problem, objective, seed, budget, start)
    return staffed(inputs, problem.of_areas(found.labels), made_by), found


def staffed(inputs: Inputs, labels: Labels, made_by: str) -> Plan:
    """A plan of districts given by number."""
    district = names_of(inputs.areas, labels, inputs.demand.workload)
    shifts = inputs.plan.shifts
    by_shift = inputs.demand.by_shift(shifts)
    weights = {shift.name: by_shift[:, at].tolist() for at, shift in enumerate(shifts)}
    units = {shift.name: inputs.plan.total(shift.name) for shift in shifts}
    crew = {row.shift: row.crew for row in inputs.plan.units}
    return default_plan(inputs.areas, units, crew, weights, shifts, district, made_by)


def _start(inputs: Inputs, problem: Problem) -> Labels | None:
    """The plan in force, where it has as many districts and cuts no beat."""
    labels = labels_of(inputs.areas, inputs.plan.district)
    of_cell = [set(labels[list(group)].tolist()) for group in problem.members]
    if len(inputs.plan.districts) != problem.count or any(len(one) > 1 for one in of_cell):
        return None
    found = np.array([one.pop() for one in of_cell], dtype=np.int32)
    return found if problem.in_one_piece(found) else None


def read_lines(path: Path, crs: str) -> list[shapely.Geometry]:
    """Lines of a GeoJSON file in the coordinates of the areas.

    Raises:
        PlanError: no GeoJSON, or no lines in it.
    """
    import pyproj

    try:
        content = json.loads(read_whole(path))
        shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in content["features"]]
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.GEOSException) as error:
        raise PlanError(f"{path}: expected a GeoJSON collection of lines ({error})") from error
    if not shapes:
        raise PlanError(f"{path}: expected lines, got none")
    project = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
    return [
        shapely.transform(one, lambda points: np.column_stack(project(points[:, 0], points[:, 1])))
        for one in shapes
    ]
