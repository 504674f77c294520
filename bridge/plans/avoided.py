"""Crimes that a plan avoids beside the plan in force: by category and area, for a range of elasticities.

How much crime answers to patrol is an assumption of the patrol model. The score is repeated with weaker and
stronger answers, so that a reader sees what hangs on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bridge.experiments.compare import Sample, compare
from bridge.experiments.experiment_file import Experiment
from bridge.experiments.journal import RunRow
from bridge.plans.score import LEVELS, USUAL, sample_of
from bridge.record.run_tables import CRIMES

CATEGORY, AREA = "by_category.", "by_area."


@dataclass(frozen=True)
class Avoided:
    """Crimes of the plan in force less those of a plan, mean over replicates with the same seeds.

    Attributes:
        plan: its folder.
        answer: of crime to patrol: weak, usual or strong.
        kind: all, category or area.
        name: of the category or area.
        in_force: crimes under the plan in force.
        avoided: fewer under this one.
        half_width: of the 95 % interval.
    """

    plan: Path
    answer: str
    kind: str
    name: str
    in_force: float
    avoided: float
    half_width: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return abs(self.avoided) > self.half_width


def avoided(experiment: Experiment, rows: Sequence[RunRow], folder: Path | None = None) -> list[Avoided]:
    """All crimes for each answer, then categories and areas for the usual one.

    Args:
        folder: of the experiment, where it keeps the tables of every run: needed for areas.
    """
    found: list[Avoided] = []
    for answer in LEVELS:
        cells = cells_of(experiment, answer)
        if not cells:
            continue
        samples = [sample_of(experiment, rows, cell) for cell in cells]
        if answer == USUAL and folder is not None and experiment.keep == "tables":
            samples = [_with_areas(folder, one, cell, rows) for one, cell in zip(samples, cells, strict=True)]
        names = sorted({name for one in samples for run in one.by_seed.values() for name in run})
        wanted = ["crimes"] if "crimes" in names else []
        if answer == USUAL:
            wanted += [name for name in names if name.startswith((CATEGORY, AREA))]
        for sample in samples[1:]:
            found += [
                Avoided(
                    Path(sample.name),
                    answer,
                    *_place(row.metric),
                    row.first,
                    0.0 - row.difference,
                    row.half_width,
                )
                for row in compare(samples[0], sample, wanted).differences
            ]
    return found


def cells_of(experiment: Experiment, answer: str) -> list[int]:
    """The cells of one answer, the plan in force first."""
    return [
        number
        for number, values in enumerate(experiment.cells)
        if {name: value for name, value in values.items() if name != "plan"} == LEVELS[answer]
    ]


def _place(metric: str) -> tuple[str, str]:
    for start, kind in ((CATEGORY, "category"), (AREA, "area")):
        if metric.startswith(start):
            return kind, metric.removeprefix(start)
    return "all", ""


def _with_areas(folder: Path, sample: Sample, cell: int, rows: Sequence[RunRow]) -> Sample:
    """The sample with crimes by area, from the tables of its runs."""
    import pandas as pd

    from bridge.experiments.run_tables import table_of

    counts = {}
    for row in rows:
        if row.cell == cell and row.error is None:
            path = table_of(folder, CRIMES, cell, row.replicate)
            counts[row.seed] = pd.read_parquet(path, columns=["MSOA"])["MSOA"].value_counts()
    every = sorted({str(code) for one in counts.values() for code in one.index})
    return replace(
        sample,
        by_seed={
            seed: {**known, **{f"{AREA}{code}": float(counts[seed].get(code, 0)) for code in every}}
            for seed, known in sample.by_seed.items()
        },
    )
