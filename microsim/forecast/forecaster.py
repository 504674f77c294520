"""The forecast: levels of categories in the force, shared out among authorities and areas.

The mean of a cell is the category's level times the area's share; the share is the mean of two, straight from
the force and by way of the authority. The relative variances of level and shares add up, and with Poisson
chance they give a negative binomial distribution. Every origin uses its own past only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from microsim.errors import MicrosimError
from microsim.forecast import negative_binomial as nb
from microsim.forecast.level_priors import ALL, read_level_priors
from microsim.forecast.levels import Levels
from microsim.forecast.panel import Panel, months_after
from microsim.forecast.season import exposure, read_season
from microsim.forecast.shares import Shares, group_sum

FloatArray = npt.NDArray[np.float64]

MAX_MONTHS = 24
"""How far ahead a forecast may look: beyond it the intervals say more than the data."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Distribution:
    """Negative binomial distributions of the counts of one month.

    Attributes:
        mean: expected crimes, shape (C, A).
        size: size of each distribution, shape (C, A).
        force_mean, force_size: the same of each category in the whole force, shape (C,). The mean is the sum
            over areas; the size is less than independent areas would give, since they share the level.
    """

    mean: FloatArray
    size: FloatArray
    force_mean: FloatArray
    force_size: FloatArray

    def quantiles(self, levels: Sequence[float] = QUANTILES) -> FloatArray:
        """Quantiles of the cells, shape (levels, C, A)."""
        return np.array([nb.quantile(self.mean, self.size, level) for level in levels])


@dataclass(frozen=True)
class Forecaster:
    """A panel gone through once, ready to forecast from any of its months."""

    panel: Panel
    season: FloatArray
    levels: Levels
    total: Levels
    paths: tuple[Shares, Shares, Shares]

    @classmethod
    def fit(cls, panel: Panel, season: FloatArray | None = None) -> Self:
        """Go through the months.

        Args:
            panel: the counts.
            season: as `read_season` gives it, which is the default.
        """
        season = read_season(categories=panel.categories) if season is None else season
        base, counts, parent = exposure(panel.months, season), panel.counts, panel.parent
        force = counts.sum(axis=2)
        authorities = group_sum(counts, parent)
        everything = force.sum(axis=1, keepdims=True)
        usual = force.sum(axis=0) + 1e-6
        mixed = (base * usual).sum(axis=1, keepdims=True) / usual.sum()
        one = np.zeros_like(parent)
        return cls(
            panel,
            season,
            Levels.fit(force, base, panel.used, read_level_priors(panel.categories)),
            Levels.fit(everything, mixed, panel.used, read_level_priors([ALL])),
            (
                Shares.fit(counts, one, panel.used),
                Shares.fit(authorities, np.zeros(authorities.shape[2], dtype=np.int64), panel.used),
                Shares.fit(counts, parent, panel.used),
            ),
        )

    def forecast(self, ahead: int = 1, origin: int | None = None) -> Distribution:
        """The counts `ahead` months after the last one known.

        Args:
            ahead: 1 is the month after the last one known; at most `MAX_MONTHS`.
            origin: how many months are known; None is all of them.

        Raises:
            MicrosimError: too far ahead, or no month that counts before the origin.
        """
        origin = len(self.panel.months) if origin is None else origin
        if not 1 <= ahead <= MAX_MONTHS:
            raise MicrosimError(f"expected 1 to {MAX_MONTHS} months ahead, got {ahead}")
        if not self.panel.used[:origin].any():
            raise MicrosimError(f"expected months of data before the origin, got none among {origin}")
        month = months_after(self.panel.months[origin - 1], ahead)[-1]
        target = origin - 1 + ahead
        level, size = self.levels.forecast(origin, target, exposure([month], self.season)[0])
        share, variance = self._shares(origin)
        return Distribution(
            mean=np.maximum(level[:, None] * share, nb.MIN_MEAN),
            size=np.clip(1.0 / (variance + 1.0 / size[:, None]), 0.02, nb.MAX_SIZE),
            force_mean=np.maximum(level, nb.MIN_MEAN),
            force_size=size,
        )

    def force_total(self, ahead: int = 1, origin: int | None = None) -> tuple[float, float]:
        """Mean and size of the count of all categories together.

        The mean is the sum of the categories'; the size is that of a level filter of its own, because
        categories move together.
        """
        origin = len(self.panel.months) if origin is None else origin
        mean = float(self.forecast(ahead, origin).force_mean.sum())
        size = self.total.forecast(origin, origin - 1 + ahead, np.ones(1))[1]
        return mean, float(size[0])

    def _shares(self, origin: int) -> tuple[FloatArray, FloatArray]:
        """Share of the force and its relative variance, shape (C, A)."""
        straight, authority, within = (path.forecast(origin) for path in self.paths)
        parent = self.panel.parent
        by_way = authority[0][:, parent] * within[0]
        share = 0.5 * (straight[0] + by_way)
        variance = authority[1][:, parent] + within[1]
        return share, 0.5 * (straight[1] + variance)
