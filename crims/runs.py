"""Runs: carry one out, or open the folder of one that is there, and take its tables as frames."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bridge.base.near_names import hint
from bridge.base.time_windows import stamp
from bridge.errors import RecordError, ScenarioError
from bridge.police.engines import maker, maker_of_link
from bridge.record.record import PICTURE, SUMMARY, Manifest, read_manifest
from bridge.record.run_tables import CALLS, CRIMES, LOADING, TICKS
from bridge.results.result_files import draw_summary
from bridge.run import coupled_run
from bridge.run.run_options import RunOptions
from bridge.run.scenario_file import check_sliders, merged, option_types, options_of, read_scenario, takes
from bridge.scenario.scenario import Scenario
from common.html import figures_table
from crims.frames import read_frame, with_units

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


class Run:
    """A complete run in its folder. Tables are read when they are asked for."""

    def __init__(self, folder: str | Path) -> None:
        """Open a run that is there.

        Raises:
            RecordError: there is none, or it did not come to its end.
        """
        self.folder = Path(folder)
        self.manifest: Manifest = read_manifest(self.folder)
        if self.manifest.state != "complete":
            raise RecordError(f"expected a complete run in {str(folder)!r}, it is {self.manifest.state}")

    @property
    def scenario(self) -> Scenario:
        """What was run."""
        return self.manifest.options

    @property
    def summary(self) -> dict[str, Any]:
        """Totals, means and extremes: the contents of `summary.json`.

        Raises:
            RecordError: the file is gone or damaged.
        """
        try:
            found: dict[str, Any] = msgspec.json.decode((self.folder / SUMMARY).read_bytes())
        except (OSError, msgspec.DecodeError) as error:
            raise RecordError(f"{str(self.folder)!r} has no summary: {error}") from error
        return found

    @property
    def crimes(self) -> pd.DataFrame:
        """One row a crime: area, category, offence, time, report, grade, severity."""
        return read_frame(self.folder / CRIMES)

    @property
    def ticks(self) -> pd.DataFrame:
        """One row an hour: its end and every metric of the police model."""
        return read_frame(self.folder / TICKS)

    @property
    def loading(self) -> pd.DataFrame:
        """Category and factor, from a time on."""
        return read_frame(self.folder / LOADING)

    @property
    def calls(self) -> pd.DataFrame | None:
        """Calls that are not crimes; None in a run that had none."""
        path = self.folder / CALLS
        return read_frame(path) if path.exists() else None

    def table(self, name: str) -> pd.DataFrame:
        """A table of the model's own, such as `incidents`.

        Raises:
            RecordError: the run has no such table.
        """
        known = [Path(one).stem for one in self.manifest.model_tables]
        if name not in known:
            there = ", ".join(known) or "it has none"
            raise RecordError(f"expected a table of the model ({there}), got {name!r}")
        return read_frame(self.folder / f"{name}.parquet")

    def by_area(self) -> gpd.GeoDataFrame:
        """Crimes of each area with its outline: `crimes`, `crimes_per_km2`, the geometry on the
        British National Grid (EPSG:27700); index `MSOA`.

        Areas without a crime are left out.

        Raises:
            RecordError: there are no outlines of these areas.
        """
        from bridge.base.outlines import shipped_outlines
        from microsim.sources.boundaries import read_boundaries

        counts = self.crimes["MSOA"].value_counts().sort_index()
        codes = [str(one) for one in counts.index]
        own = self.scenario.geography
        areas = shipped_outlines(codes) if own is None else read_boundaries(Path(own), codes)
        if areas is None:
            raise RecordError(f"expected MSOAs of 2011 or 2021, got areas such as {', '.join(codes[:3])}")
        frame = areas.shapes[["geometry"]].copy()
        frame.index.name = "MSOA"
        frame.insert(0, "crimes", counts.reindex(frame.index).astype(int))
        frame.insert(1, "crimes_per_km2", frame["crimes"] / (frame.area / 1e6))
        with_units(frame)
        return frame

    def picture(self) -> Path:
        """`summary.png`; it is drawn where it is missing."""
        path = self.folder / PICTURE
        if not path.exists():
            draw_summary(self.folder, self.scenario)
        return path

    def __repr__(self) -> str:
        return f"Run({str(self.folder)!r})"

    def _repr_html_(self) -> str:
        """What was run and what it came to, for a notebook."""
        scenario, summary = self.scenario, self.summary
        figures: dict[str, object] = {
            "force or areas": ", ".join(scenario.areas) or scenario.force,
            "time": f"{stamp(scenario.start)} to {stamp(scenario.end)}",
            "model": scenario.model_path.name,
            "seed": scenario.seed,
            "crimes": f"{summary['crimes']:,}",
        }
        for name, spread in summary["metrics"].items():
            if name in SHOWN:
                figures[f"{name} (mean, last)"] = f"{spread['mean']:,.4g}, {spread['last']:,.4g}"
        return figures_table(f"Run {scenario.name}", figures, str(self.folder))


SHOWN = ("hours-backlog", "utilisation-response", "utilisation-investigation")
"""Metrics that a notebook shows of a run."""


def run(
    scenario: Scenario | str | Path | None = None,
    *,
    out: str | Path | None = None,
    overwrite: bool = False,
    sliders: Mapping[str, object] | None = None,
    loading: Mapping[str, float] | None = None,
    netlogo_home: str | Path | None = None,
    link: Any = None,
    **options: Any,
) -> Run:
    """Run a scenario and wait for it.

    Args:
        scenario: a `Scenario`, a `.toml` file, or the folder of an earlier run; the packaged sample's month
            in West Yorkshire unless given.
        out: a new folder for the results; None keeps them as long as the `Run`, in a temporary folder.
        overwrite: replace a run in `out`.
        sliders: interface values of the police model, which count instead of the scenario's.
        loading: standing factors on crimes by category, offence, authority or area.
        netlogo_home: of NetLogo itself, for `abm="netlogo"`.
        link: a `NetLogoLink` of pyNetLogo (without a window) or of `netlogo.pynetlogo` whose loaded model is
            the police: `model` names its file. It stays open.
        options: any option of `Scenario.of`, which counts instead of the scenario's: `areas`, `start`, `end`,
            `seed`, `staffing_factor`, ...

    Raises:
        BridgeError: a wrong option, data that cannot be read, a folder that is taken.
        netlogo.NetLogoError: the model does not compile, or fails while running.
    """
    chosen = varied(scenario, options, sliders, loading)
    check_sliders(chosen)
    folder = Path(tempfile.mkdtemp(prefix="crims-")) / chosen.name if out is None else Path(out)
    home = None if netlogo_home is None else Path(netlogo_home)
    make_supply = maker(home) if link is None else maker_of_link(link)
    carried_out = RunOptions(make_supply=make_supply, picture=False)
    try:
        coupled_run.run(chosen, folder, carried_out, overwrite=overwrite)
    except BaseException:
        if out is None:
            shutil.rmtree(folder.parent, ignore_errors=True)
        raise
    found = Run(folder)
    if out is None:
        weakref.finalize(found, shutil.rmtree, folder.parent, ignore_errors=True)
    return found


def varied(
    scenario: Scenario | str | Path | None,
    options: Mapping[str, Any],
    sliders: Mapping[str, object] | None = None,
    loading: Mapping[str, float] | None = None,
) -> Scenario:
    """A scenario with other values for some of its options.

    Raises:
        ScenarioError: a wrong option or value.
    """
    base = Scenario.of() if scenario is None else scenario
    if not isinstance(base, Scenario):
        base = read_scenario(Path(base))
    before = options_of(base)
    unknown = options.keys() - set(option_names())
    if unknown:
        name = min(unknown)
        raise ScenarioError(f"unknown option {name!r}; {hint(name, option_names())}")
    changes = {name: as_option(name, value) for name, value in options.items()}
    if sliders:
        changes["settings"] = [f"{name}={_text(value)}" for name, value in sliders.items()]
    if loading:
        changes["loading"] = [f"{name}={value}" for name, value in loading.items()]
    return Scenario.of(**merged(before, changes)) if changes else base


def option_names() -> list[str]:
    """The options of `Scenario.of` that are given by keyword."""
    return [name.replace("-", "_") for name in option_types()]


def as_option(name: str, value: Any) -> Any:
    """A value as `Scenario.of` takes it: paths may be texts, times may be dates."""
    kind = option_types()[name.replace("_", "-")]
    if isinstance(value, str) and takes(kind, Path):
        return Path(value)
    if isinstance(value, date) and takes(kind, str):
        return value.isoformat()
    if name == "areas" and isinstance(value, str):
        return [value]
    return value


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
