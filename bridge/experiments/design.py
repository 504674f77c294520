"""Designs: which combinations of factor values an experiment runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from bridge.errors import ScenarioError

Value = float | int | str | bool
Cell = dict[str, Value]
"""A value for every factor."""

DESIGNS = ("grid", "one-at-a-time", "lhs", "sobol", "saltelli", "morris")
"""Every combination; the base and one factor changed at a time; Latin hypercube; scrambled Sobol sequence;
the samples that SALib's Sobol and Morris analyses ask for."""
SAMPLED = frozenset({"lhs", "sobol", "saltelli", "morris"})
MOST_CELLS = 100_000


@dataclass(frozen=True, slots=True)
class Factor:
    """What an experiment varies: an option of the scenario, a slider or a loading factor."""

    name: str
    levels: tuple[Value, ...] = ()
    """The values of a list or a range with a step; the first is the base of one-at-a-time."""
    low: float = 0.0
    high: float = 0.0
    """Limits of a factor that is sampled; `low` is included."""
    whole: bool = False
    """Whether sampled values are rounded to whole numbers."""
    source: str = ""
    """Where the limits come from, in words."""

    @property
    def sampled(self) -> bool:
        """Whether it has limits instead of levels."""
        return not self.levels

    def at(self, share: float) -> Value:
        """The value at a share of the way from low to high, or the level there."""
        if self.levels:
            return self.levels[min(int(share * len(self.levels)), len(self.levels) - 1)]
        value = self.low + share * (self.high - self.low)
        return round(value) if self.whole else float(f"{value:.12g}")


def cells(design: str, factors: Sequence[Factor], samples: int, seed: int) -> list[Cell]:
    """The cells of a design, in an order that depends on these arguments alone.

    Args:
        samples: of lhs and sobol the number of cells; of saltelli and morris SALib's N, which gives
            N * (2 * factors + 2) and N * (factors + 1) cells.
        seed: of the sampled designs.

    Raises:
        ScenarioError: a factor without levels in a design that needs them, or too many cells.
    """
    if not factors:
        return [{}]
    if design in SAMPLED:
        shares = shares_of(design, len(factors), samples, seed)
        rows = [[one.at(share) for one, share in zip(factors, row, strict=True)] for row in shares]
    else:
        for one in factors:
            if one.sampled:
                raise ScenarioError(
                    f"factor {one.name!r}: expected a list of values or a step for the design {design!r}, "
                    f"got limits; limits are for {', '.join(sorted(SAMPLED))}"
                )
        rows = _crossed(factors) if design == "grid" else _one_at_a_time(factors)
    if len(rows) > MOST_CELLS:
        raise ScenarioError(f"expected at most {MOST_CELLS:,} cells, got {len(rows):,}")
    names = [one.name for one in factors]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _crossed(factors: Sequence[Factor]) -> list[list[Value]]:
    size = 1
    for one in factors:
        size *= len(one.levels)
    if size > MOST_CELLS:
        raise ScenarioError(f"expected at most {MOST_CELLS:,} cells, got {size:,}")
    return [list(row) for row in product(*(one.levels for one in factors))]


def _one_at_a_time(factors: Sequence[Factor]) -> list[list[Value]]:
    base = [one.levels[0] for one in factors]
    rows = [base]
    for place, one in enumerate(factors):
        rows += [[*base[:place], level, *base[place + 1 :]] for level in one.levels[1:]]
    return rows


def shares_of(design: str, dimensions: int, samples: int, seed: int) -> list[list[float]]:
    """Points of the unit cube, shape (cells, factors)."""
    if design in ("lhs", "sobol"):
        from scipy.stats import qmc

        kind = qmc.LatinHypercube if design == "lhs" else qmc.Sobol
        sampler = kind(d=dimensions, rng=seed)
        rows: list[list[float]] = sampler.random(samples).tolist()
        return rows
    from SALib.sample import morris, sobol

    problem = unit_problem(dimensions)
    found = (
        sobol.sample(problem, samples, seed=seed)
        if design == "saltelli"
        else morris.sample(problem, samples, seed=seed)
    )
    return [list(map(float, row)) for row in found]


def unit_problem(dimensions: int) -> Mapping[str, Any]:
    """SALib's description of so many factors on the unit interval."""
    names = [f"x{place}" for place in range(dimensions)]
    return {"num_vars": dimensions, "names": names, "bounds": [[0.0, 1.0]] * dimensions}
