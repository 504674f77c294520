"""Experiment files: a scenario, the factors that vary, replicates and when to stop, as TOML."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from bridge.base.near_names import hint
from bridge.errors import ScenarioError
from bridge.experiments.design import DESIGNS, Factor, Value, cells
from bridge.run.scenario_file import (
    LOADING,
    SLIDERS,
    TABLES,
    check_sliders,
    merged,
    option_types,
    options_of,
    scenario_of,
    takes,
)
from bridge.scenario.scenario import Scenario
from bridge.scenario.toml_text import TomlText

KEYS = (
    "scenario", "factors", "design", "samples", "replicates", "first-seed", "metrics", "keep", "precision",
)  # fmt: skip
PRECISION_KEYS = ("metric", "half-width", "relative", "batch", "most")
KEEP = ("metrics", "tables")
MOST_REPLICATES = 100_000


class Precision(msgspec.Struct, frozen=True, kw_only=True):
    """Goes on with replicates, in batches, until the interval of a metric's mean is narrow enough."""

    metric: str
    half_width: float
    """Of the 95 % interval of the mean, in the metric's unit, or as a share of the mean."""
    relative: bool = False
    batch: int = 4
    """Replicates of every cell in one batch."""
    most: int = 200
    """Replicates at most, whatever the interval."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Between which values a factor is sampled."""

    low: float
    high: float
    source: str = ""
    """Where the limits come from, in words."""
    whole: bool = False
    """Whether values are whole numbers."""


class Experiment(msgspec.Struct, frozen=True, kw_only=True):
    """A grid of scenarios with replicates."""

    name: str
    scenario: Scenario
    """What all cells have in common."""
    factors: tuple[str, ...]
    cells: tuple[dict[str, Value], ...]
    limits: dict[str, Limits] = {}
    """Of the factors that are sampled."""
    design: str = "grid"
    samples: int = 0
    replicates: int = 1
    first_seed: int = 1
    """Replicate r of every cell has the seed `first_seed + r`: common random numbers."""
    metrics: tuple[str, ...] = ()
    """Columns of the table to keep; none means all."""
    keep: str = "metrics"
    """`tables` keeps the tables of every run, too."""
    precision: Precision | None = None
    draws: tuple[dict[str, Value], ...] = ()
    """Values that replicate r has besides its seed, alike in every cell: those at r, counted round; a cell's
    own values win."""

    def scenario_of(self, cell: int, replicate: int) -> Scenario:
        """The scenario of one run.

        Raises:
            ScenarioError: a value that an option cannot take.
        """
        drawn = self.draws[replicate % len(self.draws)] if self.draws else {}
        return with_values(self.scenario, {**drawn, **self.cells[cell]}, self.first_seed + replicate)


def with_values(base: Scenario, values: Mapping[str, Value], seed: int) -> Scenario:
    """The scenario with factor values: options by their key, `loading:NAME`, else sliders of the model.

    Raises:
        ScenarioError: a value that an option cannot take.
    """
    types = option_types()
    overrides: dict[str, Any] = {"seed": seed, "settings": [], "loading": []}
    for name, value in values.items():
        kind, _, rest = name.partition(":")
        if kind == LOADING and rest:
            overrides["loading"].append(f"{rest}={value}")
        elif name in types:
            option = name.replace("-", "_")
            overrides[option] = [value] if option == "areas" else _as_option(value, types[name])
        else:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            overrides["settings"].append(f"{name}={text}")
    return Scenario.of(**merged(options_of(base), overrides))


def read_experiment(path: Path) -> Experiment:
    """The experiment of a file, checked: every cell makes a scenario whose sliders the model has.

    Raises:
        ScenarioError: an unknown key, a wrong type or an impossible value, with file and line.
    """
    file = TomlText.read(path)
    return experiment_of(file, _scenario(file), path.stem)


def experiment_of(file: TomlText, scenario: Scenario, name: str) -> Experiment:
    """The experiment of a parsed file, or of the same keys from elsewhere, on a scenario.

    Raises:
        ScenarioError: as `read_experiment`.
    """
    file.refuse_unknown(KEYS)
    design = _one_of(file, "design", DESIGNS, "grid")
    samples = _whole(file, "samples", 64, 1, 1 << 20)
    factors = [_factor(file, name, value) for name, value in file.table("factors").items()]
    first_seed = _whole(file, "first-seed", scenario.seed, 0, 2**62)
    found = tuple(cells(design, factors, samples, first_seed))
    experiment = Experiment(
        name=name,
        scenario=scenario,
        factors=tuple(one.name for one in factors),
        cells=found,
        limits={
            one.name: Limits(low=one.low, high=one.high, source=one.source, whole=one.whole)
            for one in factors
            if one.sampled
        },
        design=design,
        samples=samples,
        replicates=_whole(file, "replicates", 1, 1, MOST_REPLICATES),
        first_seed=first_seed,
        metrics=_texts(file, "metrics"),
        keep=_one_of(file, "keep", KEEP, "metrics"),
        precision=_precision(file),
    )
    _check_cells(file, experiment)
    return experiment


def _scenario(file: TomlText) -> Scenario:
    """The scenario inside the file, or of the file that it names."""
    given = file.content.get("scenario", {})
    if isinstance(given, str):
        return scenario_of(TomlText.read(file.path.parent / given))
    inner = file.table("scenario")
    nested = TomlText(file.path, file.text.replace("[scenario.", "[").replace("[scenario]", ""), inner)
    return scenario_of(nested)


def _factor(file: TomlText, name: str, value: Any) -> Factor:
    """One factor: a list, `{ from, to, step }` or `{ low, high, whole, source }`."""

    def wrong(message: str) -> ScenarioError:
        return file.error(name, f"factor {name!r}: {message}", "factors")

    if isinstance(value, list):
        if not value or not all(isinstance(one, str | int | float | bool) for one in value):
            raise wrong(f"expected a list of values, got {value!r:.60}")
        if len(set(map(repr, value))) < len(value):
            raise wrong("a value is given twice")
        return Factor(name, levels=tuple(value))
    keys = set(value) if isinstance(value, dict) else set()
    numbers = isinstance(value, dict) and all(
        isinstance(value[key], int | float) and (key == "whole") == isinstance(value[key], bool)
        for key in keys - {"source"}
    )
    if keys == {"from", "to", "step"} and numbers:
        return Factor(name, levels=_range(value["from"], value["to"], value["step"], wrong))
    if {"low", "high"} <= keys <= {"low", "high", "whole", "source"} and numbers:
        if value["high"] <= value["low"]:
            raise wrong(f"expected high above low, got {value['low']} and {value['high']}")
        if not isinstance(value.get("source", ""), str):
            raise wrong(f"expected a text as source, got {value['source']!r}")
        return Factor(
            name,
            low=value["low"],
            high=value["high"],
            whole=value.get("whole", False),
            source=value.get("source", ""),
        )
    raise wrong(
        "expected a list such as [1, 2], { from = 0, to = 1, step = 0.25 } or { low = 0, high = 1 }, "
        f"got {value!r:.60}"
    )


def _range(first: float, last: float, step: float, wrong: Any) -> tuple[Value, ...]:
    """The values from first to last, both included, without the crumbs of binary fractions."""
    if step == 0 or (last - first) / step < 0:
        raise wrong(f"expected a step that leads from {first} to {last}, got {step}")
    begin, by = Decimal(str(first)), Decimal(str(step))
    number = int((Decimal(str(last)) - begin) / by) + 1
    if number > MOST_REPLICATES:
        raise wrong(f"expected at most {MOST_REPLICATES:,} values, got {number:,}")
    values = [begin + by * place for place in range(number)]
    whole = isinstance(first, int) and isinstance(step, int)
    return tuple(int(one) if whole else float(one) for one in values)


def _precision(file: TomlText) -> Precision | None:
    given = file.table("precision")
    if not given:
        return None
    file.refuse_unknown(PRECISION_KEYS, "precision")
    for key in ("metric", "half-width"):
        if key not in given:
            raise file.error("precision", f"[precision]: expected the key {key!r}")
    try:
        found = msgspec.convert({key.replace("-", "_"): one for key, one in given.items()}, Precision)
    except msgspec.ValidationError as error:
        raise file.error("precision", f"[precision]: {str(error)[0].lower()}{str(error)[1:]}") from error
    if found.half_width <= 0 or found.batch < 1 or found.most < found.batch:
        raise file.error("precision", "[precision]: expected half-width > 0 and 1 <= batch <= most")
    return found


def _check_cells(file: TomlText, experiment: Experiment) -> None:
    """Make each factor's values once, so that a mistyped slider is said before anything runs."""
    known = [*option_types(), *TABLES]
    for name in experiment.factors:
        if name in ("seed", SLIDERS):
            raise file.error(name, f"factor {name!r}: replicates have seeds already", "factors")
    for number, cell in enumerate(experiment.cells):
        for name, value in cell.items():
            if number and value == experiment.cells[number - 1][name]:
                continue
            try:
                check_sliders(with_values(experiment.scenario, {name: value}, 1))
            except ScenarioError as error:
                near = "" if name in known else f"; or an option: {hint(name, known)}"
                raise file.error(name, f"factor {name!r}: {error}{near}", "factors") from error


def _as_option(value: Value, kind: Any) -> Any:
    return Path(value) if isinstance(value, str) and takes(kind, Path) else value


def _one_of(file: TomlText, key: str, known: tuple[str, ...], default: str) -> str:
    value = file.content.get(key, default)
    if value not in known:
        raise file.error(key, f"{key}: expected {' or '.join(map(repr, known))}, got {value!r}")
    return str(value)


def _whole(file: TomlText, key: str, default: int, least: int, most: int) -> int:
    value = file.content.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise file.error(key, f"{key}: expected a whole number from {least} to {most}, got {value!r}")
    return value


def _texts(file: TomlText, key: str) -> tuple[str, ...]:
    value = file.content.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise file.error(key, f"{key}: expected a list of texts, got {value!r:.60}")
    return tuple(value)
