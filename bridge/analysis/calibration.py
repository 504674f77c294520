"""Which values of the factors agree with what was observed: a posterior, not one point.

Prior: uniform within the limits of each factor. Likelihood: normal, with the variance of the target, of the
emulator and of chance in one run (what was observed is one run of the world). Chance is taken from the
replicates: all cells have the same seeds, so that differences between cells say nothing of it. Sampled by
emcee's ensemble of walkers (Goodman and Weare, 2010). Kennedy and O'Hagan, *Bayesian calibration of computer
models*, 2001, without their term for what the model leaves out: give targets a deviation that holds that,
too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bridge.analysis.emulator import Emulator, emulate
from bridge.analysis.samples import Samples, complete, read_samples, require_design
from bridge.errors import EngineUnavailable, ScenarioError
from bridge.experiments.design import SAMPLED, Cell
from bridge.experiments.experiment_file import Experiment, Limits

FloatArray = npt.NDArray[np.float64]
DRAWS = 1000
STEPS, MOST_STEPS = 800, 8_000
"""Of every walker, until they are 50 autocorrelation times (emcee's advice) or the most; the first quarter is
left out.
"""
LEAST_CELLS = 10
TRUSTED = 0.8
"""Share of held-out cells within their intervals below which an emulator is not to be believed."""


@dataclass(frozen=True, slots=True)
class Target:
    """What was observed of a metric."""

    metric: str
    value: float
    deviation: float = 0.0
    """Standard deviation of the observation, in the metric's unit."""

    @classmethod
    def parse(cls, text: str) -> Target:
        """`METRIC=VALUE` or `METRIC=VALUE+-DEVIATION`.

        Raises:
            ScenarioError: it is neither.
        """
        name, _, numbers = text.partition("=")
        value, _, deviation = numbers.replace("±", "+-").partition("+-")
        try:
            found = cls(name.strip(), float(value), float(deviation or 0))
        except ValueError:
            found = cls("", math.nan)
        if not found.metric or not math.isfinite(found.value) or not 0 <= found.deviation < math.inf:
            raise ScenarioError(f"expected METRIC=VALUE or METRIC=VALUE+-DEVIATION, got {text!r}")
        return found


@dataclass(frozen=True, slots=True)
class Fit:
    """One metric under the posterior."""

    target: Target
    held_out: bool
    """Whether the posterior does not know the target."""
    covered: float
    """Share of held-out cells within the emulator's 95 % interval."""
    mean: float
    low: float
    high: float
    """Of the 95 % interval of one run, parameters and chance together."""

    @property
    def inside(self) -> bool:
        """Whether what was observed, give or take 1.96 deviations, meets the interval."""
        slack = 1.959964 * self.target.deviation
        return self.low - slack <= self.target.value <= self.high + slack


@dataclass(frozen=True)
class Posterior:
    """What calibration gives."""

    experiment: Experiment
    limits: dict[str, Limits]
    draws: FloatArray
    """Values of the factors, shape (draws, factors), as likely as one another."""
    fits: list[Fit]
    warnings: list[str]

    def cells(self, number: int) -> list[Cell]:
        """Some of the draws, evenly over all of them, as cells of an experiment."""
        places = np.linspace(0, len(self.draws) - 1, number).round().astype(int)
        names = self.experiment.factors
        return [
            {
                name: round(value) if self.limits[name].whole else float(f"{value:.9g}")
                for name, value in zip(names, self.draws[at].tolist(), strict=True)
            }
            for at in places
        ]


def calibrate(
    folder: Path, targets: Sequence[Target], held_out: Sequence[Target] = (), seed: int = 1
) -> Posterior:
    """The posterior of an experiment's factors.

    Args:
        folder: of an experiment with design `lhs` or `sobol`.
        targets: what the posterior is to agree with.
        held_out: what it does not know and is checked with.
        seed: of the sampler.

    Raises:
        RecordError: there is no experiment.
        ScenarioError: another design, too few cells, an unknown metric, or cells without runs.
        EngineUnavailable: scikit-learn or emcee is missing.
    """
    if not targets:
        raise ScenarioError("expected at least one target, got none")
    every = [*targets, *held_out]
    samples = read_samples(folder, [one.metric for one in every])
    require_design(samples, sorted(SAMPLED - {"morris"}), "calibration")
    if len(samples.factors) < LEAST_CELLS:
        raise ScenarioError(f"expected at least {LEAST_CELLS} cells, got {len(samples.factors)}")
    limits = _limits(samples)
    low = np.array([one.low for one in limits.values()])
    width = np.array([one.high for one in limits.values()]) - low
    points = (samples.factors - low) / width
    emulators = [emulate(points, complete(samples, one.metric)) for one in every]
    chances = [_chance(samples, one.metric) for one in every]
    unit, warnings = _sampled(targets, emulators, chances, len(low), seed)
    rng = np.random.default_rng(seed)
    fits = [
        _fit(one, place >= len(targets), emulator, chance, unit, rng)
        for place, (one, emulator, chance) in enumerate(zip(every, emulators, chances, strict=True))
    ]
    if samples.experiment.replicates < 2:
        warnings.append(
            "one replicate: all cells have the same seed, so that nothing is known of chance and the "
            "intervals are too narrow; give replicates = 4 or more"
        )
    for one in fits:
        if one.covered < TRUSTED:
            warnings.append(
                f"the emulator of {one.target.metric} is wrong about {1 - one.covered:.0%} of the cells that "
                "it has not seen: give more samples or replicates"
            )
    for name, limit in limits.items():
        if not limit.source:
            warnings.append(f"no source is given for the limits of {name} (source = ... in its factor)")
    return Posterior(samples.experiment, limits, low + unit * width, fits, warnings)


def _limits(samples: Samples) -> dict[str, Limits]:
    """Of every factor: as the experiment says, or of its values."""
    found = {}
    for at, name in enumerate(samples.experiment.factors):
        values = samples.factors[:, at]
        limit = samples.experiment.limits.get(name)
        found[name] = limit or Limits(low=float(values.min()), high=float(values.max()))
        if found[name].low == found[name].high:
            raise ScenarioError(f"expected factors that vary, {name!r} does not")
    return found


def _chance(samples: Samples, metric: str) -> float:
    """Variance by which one run differs from what the emulator says of it, the emulator's own apart; 0 where
    there are no replicates to tell it from.

    The emulator follows the mean over the replicates' seeds, which is off by their share of the variance.
    """
    known = samples.variances[metric]
    replicates = samples.experiment.replicates
    if np.isnan(known).all():
        return 0.0
    one_run = float(np.nanmean(known)) * replicates
    return one_run * (1 + 1 / replicates)


def _sampled(
    targets: Sequence[Target],
    emulators: Sequence[Emulator],
    chances: Sequence[float],
    size: int,
    seed: int,
) -> tuple[FloatArray, list[str]]:
    """Draws from the posterior in the unit cube, shape (draws, factors), and what is wrong with them."""
    try:
        import emcee
    except ImportError as error:
        raise EngineUnavailable("calibration needs emcee: pip install 'crims-bridge[experiments]'") from error

    def log_posterior(points: FloatArray) -> FloatArray:
        inside = ((points >= 0) & (points <= 1)).all(axis=1)
        total = np.zeros(len(points))
        for one, emulator, chance in zip(targets, emulators, chances, strict=False):
            mean, variance = emulator(np.clip(points, 0, 1))
            variance = variance + chance + one.deviation**2
            total -= 0.5 * ((one.value - mean) ** 2 / variance + np.log(variance))
        return np.where(inside, total, -np.inf)

    walkers = max(16, 4 * size)
    rng = np.random.RandomState(seed)  # emcee's kind
    start = emcee.State(rng.uniform(size=(walkers, size)), random_state=rng.get_state())
    sampler = emcee.EnsembleSampler(walkers, size, log_posterior, vectorize=True)
    state, settled = start, False
    while not settled and sampler.iteration < MOST_STEPS:
        state = sampler.run_mcmc(state, STEPS)
        times = sampler.get_autocorr_time(quiet=True, tol=0)
        settled = bool(np.all(np.isfinite(times)) and 50 * np.max(times) <= sampler.iteration)
    chain = sampler.get_chain(discard=sampler.iteration // 4, flat=True)
    found: FloatArray = chain[np.linspace(0, len(chain) - 1, DRAWS).astype(int)]
    return found, [] if settled else ["the sampler has not settled: the posterior is rough"]


def _fit(
    target: Target,
    held_out: bool,
    emulator: Emulator,
    chance: float,
    unit: FloatArray,
    rng: np.random.Generator,
) -> Fit:
    mean, variance = emulator(unit)
    runs = rng.normal(mean, np.sqrt(variance + chance))
    low, high = np.quantile(runs, [0.025, 0.975])
    return Fit(target, held_out, emulator.covered, float(mean.mean()), float(low), float(high))
