"""Experiments: a scenario with factors that vary and replicates, as one frame with a row for each run."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bridge.errors import RecordError, ScenarioError
from bridge.experiments.execute import execute
from bridge.experiments.experiment_file import Experiment, experiment_of, read_experiment
from bridge.experiments.store import TABLE, About, Store, read_about
from bridge.scenario.scenario import Scenario
from bridge.scenario.toml_text import TomlText
from common.html import figures_table
from crims.frames import read_frame
from crims.runs import varied

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client


class ExperimentResult:
    """The folder of an experiment that has been made."""

    def __init__(self, folder: str | Path) -> None:
        """Open an experiment that is there.

        Raises:
            RecordError: there is none, or it has no table yet.
        """
        self.folder = Path(folder)
        self.about: About = read_about(self.folder)
        if not (self.folder / TABLE).exists():
            state = self.about.state
            raise RecordError(f"the experiment in {str(folder)!r} has no results yet: it is {state}")

    @property
    def runs(self) -> pd.DataFrame:
        """One row a run: cell, replicate, seed, `factor.NAME`, the error of a failed run, every metric."""
        return read_frame(self.folder / TABLE)

    def __repr__(self) -> str:
        return f"ExperimentResult({str(self.folder)!r})"

    def _repr_html_(self) -> str:
        """What varies and how far it came, for a notebook."""
        about, design = self.about, self.about.experiment
        figures = {
            "design": design.design,
            "factors": ", ".join(design.factors) or "none",
            "cells": f"{len(design.cells):,}",
            "runs": f"{about.done:,} done, {about.failed:,} failed",
            "state": about.state,
        }
        return figures_table(f"Experiment {design.name}", figures, str(self.folder))


def experiment(
    scenario: Scenario | str | Path | None = None,
    factors: Mapping[str, Any] | None = None,
    *,
    design: str = "grid",
    samples: int = 64,
    replicates: int = 1,
    metrics: Iterable[str] = (),
    keep: str = "metrics",
    precision: Mapping[str, Any] | None = None,
    first_seed: int | None = None,
    out: str | Path | None = None,
    client: Client | None = None,
    netlogo_home: str | Path | None = None,
    **options: Any,
) -> ExperimentResult:
    """Make every run of an experiment; a failed run is a row with its error.

    Args:
        scenario: what all cells have in common, as in `crims.run`; or, without `factors`, the `.toml` file of
            an experiment, which then says everything but `out`, `client` and `netlogo_home`.
        factors: option, slider or `loading:NAME` -> a list of values, `{"from": 0, "to": 1, "step": 0.25}`
            or `{"low": 0, "high": 1}`.
        design: grid, one-at-a-time, lhs, sobol, saltelli or morris.
        samples: of the designs that sample.
        replicates: runs of each cell, with seeds that all cells share.
        metrics: columns to keep; none means all.
        keep: `tables` keeps the tables of every run, too.
        precision: `metric`, `half-width` and perhaps `relative`, `batch`, `most`: go on with replicates until
            the 95 % interval is narrow enough.
        first_seed: of replicate 0; the scenario's seed unless given.
        out: a new folder; None keeps the results as long as the object, in a temporary folder.
        client: of a Dask cluster; None makes the runs in this process.
        options: of `Scenario.of`, as in `crims.run`.

    Raises:
        BridgeError: a wrong factor, value or design, before anything runs; a folder that is taken.
    """
    if factors is None:
        if not isinstance(scenario, str | Path) or options:
            raise ScenarioError("expected factors, or the .toml file of an experiment and no other options")
        chosen = read_experiment(Path(scenario))
    else:
        content: dict[str, Any] = {
            "factors": {name: _plain(value) for name, value in factors.items()},
            "design": design,
            "samples": samples,
            "replicates": replicates,
            "metrics": list(metrics),
            "keep": keep,
            "precision": dict(precision or {}),
        }
        base = varied(scenario, options)
        content["first-seed"] = base.seed if first_seed is None else first_seed
        chosen = experiment_of(TomlText(Path("experiment"), "", content), base, "experiment")
    return _made(chosen, out, client, None if netlogo_home is None else Path(netlogo_home))


def _made(
    chosen: Experiment, out: str | Path | None, client: Client | None, netlogo_home: Path | None
) -> ExperimentResult:
    folder = Path(tempfile.mkdtemp(prefix="crims-")) / chosen.name if out is None else Path(out)
    try:
        with Store.create(folder, chosen) as store:
            execute(store, client=client, netlogo_home=netlogo_home)
        found = ExperimentResult(folder)
    except BaseException:
        if out is None:
            shutil.rmtree(folder.parent, ignore_errors=True)
        raise
    if out is None:
        weakref.finalize(found, shutil.rmtree, folder.parent, ignore_errors=True)
    return found


def _plain(value: Any) -> Any:
    """Values as a file would hold them: lists for arrays, ranges and tuples."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return list(value) if isinstance(value, range | tuple) else value
