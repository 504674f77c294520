"""Fitted models of police forces, each fitted once and kept while there is room.

Many threads may ask at once: the first to ask for a force fits it, the others wait; one model is fitted at a
time.
"""

import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

import microsim
from bridge.base.outlines import shipped_outlines
from bridge.demand.rates import fit_with
from bridge.demand.request import Tables
from bridge.errors import ScenarioError
from microsim.reference.forces import find_force, forces
from microsim.sources.boundaries import Areas, approximate_areas, lsoa_points, read_boundaries
from microsim.storage.packaged_data import STREET_SAMPLE, sample_path
from microsim.street.archive import list_street_files
from microsim.street.parsed_cache import default_folder

CAPACITY = 8
"""Models kept: a force takes some ten MB."""


@dataclass
class Served:
    """One force, ready to be sampled and drawn."""

    fitted: microsim.FittedModel
    months: tuple[str, ...]
    """Months of the data, `YYYY-MM`."""
    points: Callable[[], pd.DataFrame]
    """Mean crime position of each LSOA, for approximate areas where no outlines ship: needs every row."""
    boundaries: Path | None = None
    _areas: Areas | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def areas(self) -> Areas:
        """The outlines of the force's areas, made on first use."""
        with self._lock:
            if self._areas is None:
                codes = list(self.fitted.areas.index)
                if self.boundaries is None:
                    self._areas = shipped_outlines(codes) or approximate_areas(self.points()).select(codes)
                else:
                    self._areas = read_boundaries(self.boundaries, codes)
            return self._areas

    def year(self, month: int) -> int:
        """The last year whose data have that month of the year, else the last year of the data."""
        with_month = [name for name in self.months if int(name[5:]) == month]
        return int((with_month or self.months)[-1][:4])


class Store:
    """Finds, fits and keeps models by force; the least recently used one goes when there is no room."""

    def __init__(
        self,
        sources: Sequence[Path | None] = (None,),
        boundaries: Path | None = None,
        capacity: int = CAPACITY,
        tables: Tables | None = None,
    ) -> None:
        """Look at what the sources hold; nothing is fitted yet.

        Args:
            sources: folders or zips in the police.uk layout; None is the packaged sample. Of a month that
                several have, the later archive counts.
            boundaries: outlines for maps; None means those that ship.
            tables: tables and choices of one's own for all forces.

        Raises:
            DataError: a source that is none.
            ScenarioError: no room for any model, or a boundary or lookup file that is not there.
        """
        if capacity < 1:
            raise ScenarioError(f"expected room for at least one model, got {capacity}")
        self._tables = tables or Tables()
        for what, path in (("boundary", boundaries), *self._named_tables()):
            if path is not None and not path.is_file():
                raise ScenarioError(f"there is no {what} file {str(path)!r}")
        self.capacity = capacity
        self._boundaries = boundaries
        self._sources = [sample_path(STREET_SAMPLE) if one is None else one for one in sources]
        names = {force.slug: force.name for force in forces()}
        found = _months_of(self._sources)
        self._months = {names[slug]: months for slug, months in found.items() if slug in names}
        self._kept: OrderedDict[str, Served] = OrderedDict()
        self._fitting, self._lock = threading.Lock(), threading.Lock()

    @property
    def months(self) -> dict[str, tuple[str, ...]]:
        """The forces that can be served and the months of their data."""
        return dict(sorted(self._months.items()))

    @property
    def fitted(self) -> tuple[str, ...]:
        """The forces whose models are kept now, the least recently used first."""
        with self._lock:
            return tuple(self._kept)

    def get(self, name: str) -> Served:
        """The model of a force in any spelling, fitted if it is not kept.

        Raises:
            UnknownNameError: no such force.
            ScenarioError: a force without data here; the message names those that have some.
        """
        if (found := self.kept(name)) is not None:
            return found
        with self._fitting:
            if (found := self.kept(name)) is not None:  # another thread was faster
                return found
            made = self._fit(find_force(name).name)
            with self._lock:
                self._kept[made.fitted.force] = made
                while len(self._kept) > self.capacity:
                    self._kept.popitem(last=False)
            return made

    def kept(self, name: str) -> Served | None:
        """The model of a force if it is kept; else as `get`."""
        force = find_force(name).name
        if force not in self._months:
            known = ", ".join(repr(one) for one in list(self.months)[:6])
            raise ScenarioError(f"expected a force whose data this server has, got {name!r}; it has {known}")
        with self._lock:
            found = self._kept.get(force)
            if found is not None:
                self._kept.move_to_end(force)
            return found

    def _fit(self, force: str) -> Served:
        tables = self._tables
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", microsim.DataWarning)  # said by the model's own notes
            data = microsim.load_crimes(
                self._sources,
                force,
                tables.lookup,
                default_folder(),
                vintage=tables.area_year,
                outcomes=tables.outcomes,
            )
            fitted = fit_with(data, tables)
        return Served(fitted, self._months[force], partial(lsoa_points, data), self._boundaries)

    def _named_tables(self) -> list[tuple[str, Path | None]]:
        names = ("lookup", "outcomes", "offences", "home_office", "rhythm")
        return [(name.replace("_", " "), getattr(self._tables, name)) for name in names]


def _months_of(sources: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """Months by slug of force in all sources together."""
    found: dict[str, set[str]] = {}
    for file in list_street_files(sources):
        found.setdefault(file.slug, set()).add(file.month)
    return {slug: tuple(sorted(months)) for slug, months in found.items()}
