"""`Problem`: what is to be cut into districts, as plain arrays; and district numbers turned into names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from planning.arrays import Floats, Labels
from planning.errors import PlanError
from planning.geography.areas import Areas
from planning.geography.contiguity import components

Links = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Problem:
    """Cells that are joined to districts.

    A cell is an area, or a beat of several areas that stay together.

    Attributes:
        x_km, y_km: centres.
        km2: sizes.
        shares: of the demand, adding up to 1.
        links: positions of the cells that adjoin each.
        count: of districts.
        members: positions of the areas of each cell.
    """

    x_km: Floats
    y_km: Floats
    km2: Floats
    shares: Floats
    links: Links
    count: int
    members: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if not 1 <= self.count <= len(self):
            raise PlanError(f"expected 1 to {len(self)} districts, got {self.count}")
        parts = components(self.links)
        if parts.max(initial=0) > 0:
            raise PlanError(
                f"expected cells that adjoin, got {int(parts.max()) + 1} parts without a way between them; "
                "leave out a barrier, or plan each part alone"
            )

    def __len__(self) -> int:
        return len(self.shares)

    def of_areas(self, labels: Labels) -> Labels:
        """District numbers of the areas, from those of the cells."""
        size = sum(len(group) for group in self.members)
        found: Labels = np.empty(size, dtype=np.int32)
        for label, group in zip(labels.tolist(), self.members, strict=True):
            found[list(group)] = label
        return found

    def in_one_piece(self, labels: Labels) -> bool:
        """Whether every district is one piece and none is empty."""
        inside = [[n for n in group if labels[n] == labels[at]] for at, group in enumerate(self.links)]
        return int(components(inside).max()) + 1 == self.count == len(set(labels.tolist()))


def problem_of(
    areas: Areas,
    weights: Floats,
    count: int,
    barriers: Sequence[shapely.Geometry] = (),
    beats: Sequence[str] | None = None,
) -> Problem:
    """Areas and their demand as a problem.

    Args:
        weights: demand of each area, shape (areas,).
        barriers: lines (rivers, railways) in the coordinates of the areas; areas whose centres they part do
            not count as adjoining.
        beats: a name for each area; areas of one name stay together.

    Raises:
        PlanError: weights that cannot be used, a beat in pieces, or barriers that leave parts alone.
    """
    if weights.shape != (len(areas),) or not (np.isfinite(weights) & (weights >= 0)).all():
        raise PlanError(f"expected a demand >= 0 of each of {len(areas)} areas, got {weights.shape} values")
    if weights.sum() == 0:
        raise PlanError("expected some demand, got none")
    links = _without_barriers(areas, barriers) if barriers else areas.links
    names = list(beats) if beats is not None else list(areas.codes)
    place = {name: at for at, name in enumerate(dict.fromkeys(names))}
    members: list[list[int]] = [[] for _ in place]
    for at, name in enumerate(names):
        members[place[name]].append(at)
    if beats is not None:
        _require_whole(members, list(place), links)
    joined: list[set[int]] = [set() for _ in place]
    for at, group in enumerate(links):
        joined[place[names[at]]].update(place[names[n]] for n in group)
    size = np.maximum(areas.km2, 1e-9)
    km2 = np.array([size[group].sum() for group in members])
    return Problem(
        x_km=np.array([np.average(areas.x_km[group], weights=size[group]) for group in members]),
        y_km=np.array([np.average(areas.y_km[group], weights=size[group]) for group in members]),
        km2=km2,
        shares=np.array([weights[group].sum() for group in members]) / weights.sum(),
        links=tuple(tuple(sorted(group - {at})) for at, group in enumerate(joined)),
        count=count,
        members=tuple(tuple(group) for group in members),
    )


def names_of(areas: Areas, labels: Labels, weights: Floats) -> dict[str, str]:
    """A name for every district: the authority in which most of its demand lies, numbered from the north
    where there are several.

    Args:
        labels: district number of each area.

    Returns:
        Name of the district by code of the area.
    """
    owner = {}
    for label in set(labels.tolist()):
        mine = np.flatnonzero(labels == label)
        count: Counter[str] = Counter()
        for at in mine.tolist():
            count[areas.authority_name[at] or "district"] += float(weights[at]) + 1e-9  # type: ignore[assignment]
        owner[label] = max(count, key=lambda name: (count[name], name))
    northing = {label: float(np.mean(areas.y_m[labels == label])) for label in owner}
    named = {}
    for name in set(owner.values()):
        mine_of = sorted((one for one in owner if owner[one] == name), key=lambda one: (-northing[one], one))
        for number, label in enumerate(mine_of, start=1):
            named[label] = name if len(mine_of) == 1 else f"{name} {number}"
    return {code: named[label] for code, label in zip(areas.codes, labels.tolist(), strict=True)}


def labels_of(areas: Areas, district: Mapping[str, str]) -> Labels:
    """District number of each area, numbered by first area."""
    number: dict[str, int] = {}
    return np.array([number.setdefault(district[code], len(number)) for code in areas.codes], dtype=np.int32)


def _without_barriers(areas: Areas, barriers: Sequence[shapely.Geometry]) -> Links:
    barrier = shapely.union_all(list(barriers))
    shapely.prepare(barrier)
    found = []
    for at, group in enumerate(areas.links):
        ways = [
            shapely.LineString([(areas.x_m[at], areas.y_m[at]), (areas.x_m[n], areas.y_m[n])]) for n in group
        ]
        found.append(tuple(n for n, way in zip(group, ways, strict=True) if not barrier.intersects(way)))
    return tuple(found)


def _require_whole(members: Sequence[Sequence[int]], names: Sequence[str], links: Links) -> None:
    for group, name in zip(members, names, strict=True):
        place = {member: at for at, member in enumerate(group)}
        inside = [[place[n] for n in links[member] if n in place] for member in group]
        parts = int(components(inside).max()) + 1
        if parts > 1:
            raise PlanError(f"expected every beat in one piece, got {name!r} in {parts}")
