"""Panels small enough to reason about."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from microsim.forecast.panel import Panel, month_range

Make = Callable[..., Panel]


@pytest.fixture
def make_counts() -> Make:
    """Builds a panel of Poisson counts from means of shape (months, categories, areas)."""

    def make(means: np.ndarray, seed: int = 1, used: np.ndarray | None = None) -> Panel:
        counts = np.random.default_rng(seed).poisson(means).astype(np.float64)
        months, categories, areas = counts.shape
        last = f"{2018 + (months - 1) // 12}-{(months - 1) % 12 + 1:02d}"
        return Panel(
            force="Testshire",
            counts=counts,
            months=month_range("2018-01", last),
            used=np.ones(months, dtype=bool) if used is None else used,
            areas=tuple(f"E0200010{area}" for area in range(areas)),
            authorities=tuple("Leeds" if area < areas / 2 else "Bradford" for area in range(areas)),
            categories=tuple(f"category {index}" for index in range(categories)),
        )

    return make
