"""`Travel`: minutes from each area to the areas near it, or to all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planning.arrays import Floats, Indices, Matrix
from planning.errors import GeographyError

FULL = 1100
"""Areas up to which every pair is kept: of the police forces only the Metropolitan Police is close."""

NEAREST = 60
"""Areas that are kept for each where there are more than `FULL`."""

DETOUR = 1.37
"""Road distance over straight distance: mean of all pairs of junctions of the City of London
(OpenStreetMap, 2024) with one-way streets driven both ways, as a response may have to; 1.40 between the
areas of the Isle of Wight with them; to the centres of 300 European cities 1.34
(doi:10.1177/23998083231168870)."""


@dataclass(frozen=True, eq=False)
class Travel:
    """Minutes of a response, lights on, between the centres of areas, and inside each area.

    Attributes:
        codes: the areas, in the order of their positions.
        indices: shape (areas, kept): positions of the nearest areas, by minutes; itself is always kept.
        minutes: the same shape, ascending in each row.
        detour: road distance over straight distance, for pairs that are not kept.
        km_per_minute: the speed on such roads.
        source: one sentence on how they were made, to be said in results.
        notes: what a reader has to know, for example areas that no road reaches.
    """

    codes: tuple[str, ...]
    indices: Indices
    minutes: Matrix
    detour: float
    km_per_minute: float
    source: str
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def is_full(self) -> bool:
        """Whether every pair is kept."""
        return self.indices.shape[1] == len(self)

    def rows(self) -> list[list[list[float]]]:
        """One `[indices minutes]` per area, as a police model receives them."""
        pairs = zip(self.indices.tolist(), self.minutes.tolist(), strict=True)
        return [[list(map(float, at)), minutes] for at, minutes in pairs]

    def matrix(self, x_m: Floats, y_m: Floats) -> Matrix:
        """All pairs, shape (areas, areas), from row to column; those not kept by `detour` and speed."""
        full = np.hypot(x_m[:, None] - x_m, y_m[:, None] - y_m) / 1000 * self.detour / self.km_per_minute
        full[np.arange(len(self))[:, None], self.indices] = self.minutes
        return full

    def scaled(self, factor: float) -> Travel:
        """The same travel taking `factor` times as long, for example without lights."""
        return replace(self, minutes=self.minutes * factor, km_per_minute=self.km_per_minute / factor)


def travel_of(
    codes: Sequence[str],
    full: Matrix,
    km_per_minute: float,
    source: str,
    notes: tuple[str, ...] = (),
    detour: float = DETOUR,
    kept: int | None = None,
) -> Travel:
    """`Travel` from a matrix of minutes of which `kept` are kept (by the number of areas where None).

    Raises:
        GeographyError: the matrix has not one row and column for each code, or holds a negative, infinite or
            missing time; the message names the first such pair.
    """
    size = len(codes)
    if full.shape != (size, size):
        raise GeographyError(f"expected minutes of {size} by {size} areas, got {full.shape}")
    wrong = np.argwhere(~(np.isfinite(full) & (full >= 0)))
    if len(wrong):
        i, j = wrong[0]
        raise GeographyError(f"expected minutes >= 0 from {codes[i]!r} to {codes[j]!r}, got {full[i, j]!r}")
    indices, minutes = nearest(full, kept_of(size) if kept is None else min(kept, size))
    return Travel(tuple(codes), indices, minutes, detour, km_per_minute, source, notes)


def kept_of(size: int) -> int:
    """How many areas are kept for each of `size`: all, or `NEAREST`."""
    return size if size <= FULL else NEAREST


def nearest(block: Matrix, kept: int, first: int = 0) -> tuple[Indices, Matrix]:
    """The `kept` smallest entries of each row in ascending order, the row's own area among them.

    Equal minutes are in the order of their positions.

    Args:
        block: rows of the matrix, shape (some, areas).
        first: the position of the first row.
    """
    ranked = block.copy()
    own = np.arange(len(block))
    ranked[own, first + own] = -1.0  # never left out
    columns = np.argsort(ranked, axis=1, kind="stable")[:, :kept]
    columns.sort(axis=1)
    minutes = np.take_along_axis(block, columns, axis=1)
    order = np.argsort(minutes, axis=1, kind="stable")
    columns = np.take_along_axis(columns, order, axis=1)
    return columns.astype(np.int32), np.take_along_axis(minutes, order, axis=1)
