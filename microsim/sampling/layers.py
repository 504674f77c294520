"""Candidate crimes in layers of loading, drawn so that runs under different factors share them.

Layer 0 is the process at factor 1; the layers above it cover the factors from 1 to 1.25, to 1.5, to 2, and
then from each power of two to the next. A layer from `low` to `high` is a Poisson process of (high - low)
times the observed intensity, and each of its crimes has a height, uniform between the two: it happens where
the factor is above its height. By thinning and superposition the crimes that happen are a Poisson process of
factor times the observed intensity (Lewis and Shedler 1979, "Simulation of nonhomogeneous Poisson processes
by thinning"), and a run under higher factors has all crimes of one under lower factors with the same seed.

Days, areas, categories and layers have keys of their own (see `streams`), so that a layer above 0 is drawn
only for the cells that reach it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from microsim.sampling.month_tables import MonthTables
from microsim.sampling.streams import (
    KeyArray,
    key_of_stream,
    member_keys,
    numbered_keys,
    poisson_numbers,
    uniforms,
)

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LAYERS = 64
"""More than there are: layers double, and a factor above 2^58 is refused by its number of crimes."""

CELL_MEAN = 16.0
"""The largest mean that is drawn at once; a cell with more is cut into equal parts."""

EPOCH_WEEKDAY = 3
"""1 January 1970 was a Thursday."""


class Layer(NamedTuple):
    """A range of loading factors."""

    number: int
    low: float
    high: float


def layers_up_to(factor: float) -> Iterator[Layer]:
    """The layers that a factor reaches into, layer 0 always."""
    edges = [0.0, 1.0, 1.25, 1.5, 2.0]
    number = 0
    while number == 0 or edges[number] < factor:
        if number + 1 == len(edges):
            edges.append(edges[-1] * 2)
        yield Layer(number, edges[number], edges[number + 1])
        number += 1


class Candidates(NamedTuple):
    """Crimes that happen where the loading is above their height, in order of time: parallel arrays."""

    minute: IntArray
    """Minutes since 1970-01-01 00:00."""
    cell: IntArray
    offence: IntArray
    key: KeyArray

    def take(self, rows: IntArray | npt.NDArray[np.bool_] | slice) -> Candidates:
        """Some of the candidates."""
        return Candidates(self.minute[rows], self.cell[rows], self.offence[rows], self.key[rows])


def joined(parts: Sequence[Candidates]) -> Candidates:
    """Candidates one after another."""
    return Candidates(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


class LayerDraws:
    """Draws the candidates of whole days for one kind of incident and one seed."""

    def __init__(self, stream: str, seed: int, categories: list[str], areas: list[str]) -> None:
        """Make the keys of all cells.

        Args:
            stream: what is drawn, for example `crimes`.
            categories, areas: their names; the name and not the position decides what is drawn.
        """
        by_area = member_keys(key_of_stream(seed, stream), areas)[0]
        self._cell_key = member_keys(by_area, categories).T.ravel()
        self._areas, self._categories = len(areas), len(categories)

    def draw(
        self, tables: MonthTables, layer: Layer, first: int, end: int, cells: IntArray | None
    ) -> Candidates:
        """The candidates of days [first, end), counted from 1970-01-01, within the month of the tables.

        Args:
            cells: the only cells wanted; None means all.
        """
        days = np.arange(first, end)
        weekday = (days + EPOCH_WEEKDAY) % 7
        mean = tables.day_mean[weekday] if cells is None else tables.day_mean[weekday][:, cells]
        cell_key = self._cell_key if cells is None else self._cell_key[cells]
        mean = (mean * (layer.high - layer.low)).ravel()
        row, part, mean = _parts(mean)
        day, column = np.divmod(row, len(cell_key))
        number = (part << 32) + days[day] * LAYERS + layer.number
        block_key = numbered_keys(cell_key[column], number)
        counts = poisson_numbers(uniforms(block_key, "number"), mean)
        place = np.repeat(np.arange(len(counts)), counts)
        index = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
        key = numbered_keys(block_key[place], index)
        cell = column[place] if cells is None else cells[column[place]]
        group = weekday[day[place]] * self._categories + cell // self._areas
        offence, hour = tables.find_moments(group, uniforms(key, "offence and hour"))
        within = (hour * 60) + (uniforms(key, "minute") * 60).astype(np.int64)
        minute = day[place] * 1440 + within
        # A month has fewer than 2^16 minutes, and numpy sorts 16-bit integers by radix.
        order = np.argsort(minute.astype(np.uint16), kind="stable")
        return Candidates(minute + first * 1440, cell, offence, key).take(order)


def heights(candidates: Candidates, layer: Layer) -> FloatArray:
    """The factor above which each candidate happens, from `low` up to but not including `high`."""
    return layer.low + uniforms(candidates.key, "height") * (layer.high - layer.low)


def _parts(mean: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Cut rows with a large mean into equal parts: row, number of the part and mean of each."""
    row = np.arange(len(mean))
    if not len(mean) or mean.max() <= CELL_MEAN:
        return row, np.zeros_like(row), mean
    number = np.maximum(np.ceil(mean / CELL_MEAN), 1).astype(np.int64)
    row = np.repeat(row, number)
    part = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    return row, part, (mean / number)[row]
