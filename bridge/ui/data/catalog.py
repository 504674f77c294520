"""What there is to see: the runs, experiments, scores, plans and forecasts of a folder, newest first."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from bridge.base.whole_files import lock_owner
from bridge.errors import RecordError, ScenarioError
from bridge.experiments.store import ABOUT, read_about
from bridge.record.record import MANIFEST, read_manifest

Kind = Literal["run", "experiment", "score", "plan", "forecast"]
PLAN_FILE = "districts.csv"
FORECAST_COLUMNS = {"area", "category", "month", "expected", "q05", "q95"}
"""What tells a table of `crims forecast`."""
DEEPEST = 3
"""Levels of folders that are looked through."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to see."""

    kind: Kind
    name: str
    """Its path below the folder, with slashes: what a link names."""
    path: Path
    state: str
    about: str
    """In a few words."""
    progress: float
    """Share that is done, 0 to 1."""
    changed: float
    """Seconds since 1970."""

    @property
    def when(self) -> str:
        """The last change, UTC."""
        return f"{datetime.fromtimestamp(self.changed, UTC):%Y-%m-%d %H:%M}"


def period(start: datetime, end: datetime) -> str:
    """`1 Jul 2018 to 1 Aug 2018`, with the hours where one of them is not midnight."""
    whole = start.hour == end.hour == 0
    return " to ".join(f"{one.day} {one:{'%b %Y' if whole else '%b %Y %H:%M'}}" for one in (start, end))


def find_entries(folder: Path) -> list[Entry]:
    """Everything to see below a folder, the newest first; what cannot be read is listed with the reason."""
    return sorted(_entries(folder, folder, DEEPEST), key=lambda one: (-one.changed, one.name))


def entry_of(folder: Path, name: str) -> Entry:
    """One thing by its name; nothing outside of the folder has one.

    Raises:
        ScenarioError: there is no such thing.
    """
    known = {one.name: one for one in find_entries(folder)}
    if name not in known:
        raise ScenarioError(f"there is no {name!r} in {str(folder)!r}")
    return known[name]


def _entries(folder: Path, root: Path, deep: int) -> Iterator[Entry]:
    try:
        inside = sorted(os.scandir(folder), key=lambda one: one.name)
    except OSError:
        return
    for one in inside:
        path = Path(one.path)
        if one.name.startswith(".") or one.is_symlink():
            continue
        if one.is_dir():
            found = _of_folder(path, path.relative_to(root).as_posix())
            if found is not None:
                yield found
            elif deep > 1:
                yield from _entries(path, root, deep - 1)
        elif path.suffix in (".parquet", ".csv"):
            found = _forecast(path, path.relative_to(root).as_posix())
            if found is not None:
                yield found


def _of_folder(path: Path, name: str) -> Entry | None:
    try:
        if (path / ABOUT).is_file():
            return _experiment(path, name)
        if (path / MANIFEST).is_file():
            return _run(path, name)
    except RecordError as error:
        kind: Kind = "experiment" if (path / ABOUT).is_file() else "run"
        return Entry(kind, name, path, "unreadable", str(error), 0.0, path.stat().st_mtime)
    if (path / PLAN_FILE).is_file():
        return Entry("plan", name, path, "", "a plan", 1.0, (path / PLAN_FILE).stat().st_mtime)
    return None


def _run(path: Path, name: str) -> Entry:
    manifest = read_manifest(path)
    options = manifest.options
    state = str(manifest.state)
    if state == "running" and lock_owner(path) is None:
        state = "killed"
    place = ", ".join(options.areas) or options.force
    hours = (options.end - options.begin).total_seconds()
    done = (manifest.simulated_until - options.begin).total_seconds() / hours
    about = f"{place}, {period(options.start, options.end)}, seed {options.seed}"
    if manifest.error:
        about += f"; {manifest.error}"
    return Entry("run", name, path, state, about, min(1.0, done), (path / MANIFEST).stat().st_mtime)


def _experiment(path: Path, name: str) -> Entry:
    found = read_about(path)
    experiment = found.experiment
    state = str(found.state)
    if state == "running" and lock_owner(path) is None:
        state = "killed"
    kind: Kind = "score" if experiment.factors == ("plan",) else "experiment"
    failed = f", {found.failed} failed" if found.failed else ""
    about = f"{', '.join(experiment.factors)}: {found.done} of {found.runs} runs{failed}"
    progress = (found.done + found.failed) / max(1, found.runs)
    return Entry(kind, name, path, state, about, min(1.0, progress), (path / ABOUT).stat().st_mtime)


def _forecast(path: Path, name: str) -> Entry | None:
    """A table of `crims forecast`: told by its columns."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        try:
            columns = set(pq.read_schema(path).names)
        except (OSError, ValueError):
            return None
    else:
        try:
            with path.open(encoding="utf-8-sig", errors="replace") as file:
                columns = set(file.readline(2_000).strip().split(","))
        except OSError:
            return None
    if not columns >= FORECAST_COLUMNS:
        return None
    return Entry("forecast", name, path, "", "expected crimes by area", 1.0, path.stat().st_mtime)
