"""Crimes of several forces in one call: each force has rates and a random stream of its own.

The police model runs one force at a time, so this is for crimes alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bridge.base.costs import Stopwatch
from bridge.demand.demand import set_loading
from bridge.demand.rates import fit_rates, from_data, load_data, sources
from bridge.demand.request import DemandRequest, Tables
from bridge.errors import ScenarioError
from bridge.scenario.scenario import BETWEEN_FORCES, FORCE, stream_seed

if TYPE_CHECKING:
    import pandas as pd

    from microsim import CrimeModel, FittedModel

ALL = "all"
"""In place of a name: every force of the data."""


def forces_of(spec: DemandRequest, tables: Tables) -> list[str]:
    """The names of the forces that a request means, each once.

    Raises:
        MicrosimError: an unknown force, or data that cannot be used.
        ScenarioError: `all`, and data without a force; or areas of several forces.
    """
    typed = [name.strip() for name in spec.force.split(BETWEEN_FORCES.strip()) if name.strip()]
    found = named_forces(typed, sources(spec, tables))
    if len(found) > 1 and spec.areas:
        raise ScenarioError(f"expected --area for one force, got {len(found)} forces")
    return found


def named_forces(typed: Sequence[str], data: Sequence[Path] | None) -> list[str]:
    """The names of the forces that somebody typed, each once.

    Args:
        typed: names in any spelling, or `all`: every territorial force of the data; none is the default one.
        data: folders or zips; None is the packaged sample.

    Raises:
        MicrosimError: an unknown force, or data that cannot be used.
        ScenarioError: `all`, and data without a force.
    """
    from microsim.reference.forces import find_force, forces
    from microsim.street.archive import list_street_files
    from microsim.street.street_crimes import sources_of

    if ALL not in [name.casefold() for name in typed]:
        return list(dict.fromkeys(find_force(name).name for name in typed or (FORCE,)))
    held = {file.slug for file in list_street_files(sources_of(data or None))}
    found = [force.name for force in forces() if force.slug in held]
    if not found:
        raise ScenarioError("expected files of some territorial force in the data, got none")
    return found


def fit_forces(
    spec: DemandRequest, tables: Tables, names: Sequence[str], watch: Stopwatch
) -> tuple[list[FittedModel], list[str]]:
    """The rates of each force, all in areas of one year: the newer one that occurs; and notes.

    Raises:
        MicrosimError: as `fit_rates`.
    """
    each = {name: replace(spec, force=name) for name in names}
    held = [name for name, one in each.items() if from_data(one, tables)]
    with watch.phase("read data"):
        loaded = dict(zip(held, load_data(spec, tables, held), strict=True))
    if loaded:
        tables = replace(tables, area_year=next(iter(loaded.values())).report.vintage)
    found = [fit_rates(one, tables, watch, loaded.get(name)) for name, one in each.items()]
    if len(found) == 1:
        return [found[0][0]], found[0][1]
    notes = [f"{fitted.force}: {note}" for fitted, lines, _ in found for note in lines]
    return [fitted for fitted, *_ in found], notes


def force_seed(seed: int, name: str, forces: int) -> int:
    """The seed of one force's stream: the run's own if it is alone, else one that only its name decides."""
    return seed if forces == 1 else stream_seed(seed, f"microsim {name}")


def set_loading_where_known(models: Sequence[CrimeModel], loading: Mapping[str, float]) -> None:
    """Set standing factors in every model that knows the name.

    Raises:
        UnknownNameError: none of them does.
    """
    from microsim.errors import UnknownNameError

    for text, factor in loading.items():
        unknown: list[UnknownNameError] = []
        for model in models:
            try:
                set_loading(model, {text: factor})
            except UnknownNameError as error:
                unknown.append(error)
        if len(unknown) == len(models):
            raise unknown[0]


def advance(models: Sequence[CrimeModel], until: datetime) -> pd.DataFrame:
    """The crimes of all models up to a time, in order of time, ids counting up from 1 where several are."""
    import numpy as np
    import pandas as pd

    frames = [model.advance(until) for model in models]
    if len(frames) == 1:
        return frames[0]
    together = pd.concat(frames, ignore_index=True).sort_values("time", kind="stable", ignore_index=True)
    together["id"] = np.arange(1, len(together) + 1, dtype=np.int64)
    return together
