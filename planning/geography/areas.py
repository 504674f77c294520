"""`Areas`: the places that a police model knows, in a fixed order.

The position of an area here is its index in travel matrices, plans and everything that a model receives.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
import shapely

from common.names import hint
from planning.arrays import Flags, Floats, Shapes
from planning.errors import UnknownAreaError
from planning.geography.contiguity import components, crossings

GRID = "EPSG:27700"
"""British National Grid, metres."""


@dataclass(frozen=True, eq=False)
class Areas:
    """Some areas, one position each in every field.

    Attributes:
        codes: unique; of the ONS where they are MSOAs or LSOAs.
        names: for people; the code where there is none.
        x_m, y_m: centre, metres in `crs`.
        weighted: whether the centre weighs residents; else it is the middle of the outline.
        km2: size, square kilometres.
        population: residents, NaN where unknown.
        urban: by the rural-urban classification of the ONS, or by density where that is unknown.
        rural_urban: code of the class (2011: A1 to E2; 2021: UN1 to RSF1); "" where unknown.
        authority: code of the local authority, "" where unknown.
        authority_name: its name, "" where unknown.
        force: name of the police force, "" where unknown.
        neighbors: positions of the adjoining areas, ascending.
        outlines: polygons in metres, for pictures; those of the shipped tables are generalised.
        source: one sentence on where they come from, with the attribution, to be shown with maps.
        crs: of centres and outlines: the British National Grid, elsewhere in the world a zone of UTM.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    x_m: Floats
    y_m: Floats
    weighted: Flags
    km2: Floats
    population: Floats
    urban: Flags
    rural_urban: tuple[str, ...]
    authority: tuple[str, ...]
    authority_name: tuple[str, ...]
    force: tuple[str, ...]
    neighbors: tuple[tuple[int, ...], ...]
    outlines: Shapes
    source: str
    crs: str = GRID

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def index(self) -> dict[str, int]:
        """Position by code."""
        return {code: at for at, code in enumerate(self.codes)}

    @property
    def x_km(self) -> Floats:
        """Eastings of the centres in kilometres."""
        return self.x_m / 1000

    @property
    def y_km(self) -> Floats:
        """Northings of the centres in kilometres."""
        return self.y_m / 1000

    @cached_property
    def crossings(self) -> tuple[tuple[int, int], ...]:
        """Pairs of positions that join what water, or other areas, keep apart: first the pieces of each
        authority, then the parts of the whole."""
        groups: dict[str, list[int]] = {}
        for at, code in enumerate(self.authority):
            groups.setdefault(code, []).append(at)
        found: set[tuple[int, int]] = set()
        for code, members in groups.items():
            if code:
                found.update(self._crossings(members))
        return tuple(sorted(found.union(self._crossings(range(len(self)), tuple(found)))))

    def _crossings(
        self, members: Sequence[int], links: Sequence[tuple[int, int]] = ()
    ) -> list[tuple[int, int]]:
        place = {member: at for at, member in enumerate(members)}
        inside = [[place[n] for n in self.neighbors[member] if n in place] for member in members]
        at = np.asarray(members, dtype=np.int64)
        pairs = crossings(inside, self.x_m[at], self.y_m[at], [(place[i], place[j]) for i, j in links])
        return [(members[i], members[j]) for i, j in pairs]

    @cached_property
    def links(self) -> tuple[tuple[int, ...], ...]:
        """`neighbors` with the `crossings` added: a connected graph."""
        joined = [set(group) for group in self.neighbors]
        for i, j in self.crossings:
            joined[i].add(j)
            joined[j].add(i)
        return tuple(tuple(sorted(group)) for group in joined)

    @property
    def parts(self) -> int:
        """How many parts the areas are in, by `neighbors` alone."""
        return int(components(self.neighbors).max(initial=-1)) + 1

    def positions(self, codes: Sequence[str]) -> list[int]:
        """The positions of some codes, in the order given.

        Raises:
            UnknownAreaError: one is not among the areas.
        """
        for code in codes:
            if code not in self.index:
                raise UnknownAreaError(
                    f"expected one of {len(self)} areas, got {code!r}{hint(code, self.codes)}"
                )
        return [self.index[code] for code in codes]

    def select(self, codes: Collection[str]) -> Areas:
        """These areas alone, in the order they have here.

        Raises:
            UnknownAreaError: a code is not among the areas.
        """
        return self.take(sorted(set(self.positions(list(codes)))))

    def take(self, positions: Sequence[int]) -> Areas:
        """The areas at some positions, in that order; neighbours outside are dropped."""
        new = {old: at for at, old in enumerate(positions)}
        at = np.asarray(positions, dtype=np.int64)

        def some(values: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(values[old] for old in positions)

        return replace(
            self,
            codes=some(self.codes),
            names=some(self.names),
            x_m=self.x_m[at],
            y_m=self.y_m[at],
            weighted=self.weighted[at],
            km2=self.km2[at],
            population=self.population[at],
            urban=self.urban[at],
            rural_urban=some(self.rural_urban),
            authority=some(self.authority),
            authority_name=some(self.authority_name),
            force=some(self.force),
            neighbors=tuple(
                tuple(sorted(new[n] for n in self.neighbors[old] if n in new)) for old in positions
            ),
            outlines=self.outlines[at],
        )

    def ground(self, margin_m: float = 0.0) -> shapely.Geometry:
        """All outlines as one polygon, with a margin in metres."""
        return shapely.union_all(shapely.buffer(self.outlines, margin_m))

    def table(self) -> pd.DataFrame:
        """One row per area: what is not an outline or a list."""
        return pd.DataFrame(
            {
                "code": self.codes,
                "name": self.names,
                "x_m": self.x_m,
                "y_m": self.y_m,
                "weighted": self.weighted,
                "km2": self.km2,
                "population": self.population,
                "urban": self.urban,
                "rural_urban": self.rural_urban,
                "authority": self.authority,
                "authority_name": self.authority_name,
                "force": self.force,
            }
        )
