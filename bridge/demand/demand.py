"""The demand side of the coupling: one interface, and the microsimulation in this process behind it.

The police model's loading factors are applied window by window. The service process runs this same class, so
both transports sample with the same code.
"""

import logging
import threading
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from bridge.base.costs import Stopwatch, peak_memory
from bridge.base.fingerprints import hash_input, versions_of
from bridge.base.near_names import hint, resolve
from bridge.base.time_windows import Window, stamp
from bridge.demand.fitted_rates import FittedRates, fingerprint
from bridge.demand.rates import fit_rates
from bridge.demand.request import DemandRequest, Tables
from bridge.errors import DemandRefused, ProtocolError, ScenarioError

if TYPE_CHECKING:  # numpy and pandas take half a second, which `crims data --help` need not wait for
    import pandas as pd

    from bridge.demand.area_factors import AreaFactors
    from bridge.demand.crime_rows import Crimes
    from microsim import CannedCrimes, CrimeModel, FittedModel
    from microsim.offences.calls import CallTable

log = logging.getLogger(__name__)

PACKAGES = ("neworder", "numpy", "pandas")
"""Distributions whose versions decide the sampled crimes."""
MAX_CRIMES = 2_000_000
"""Expected crimes of one window at most; no force has as many in a month."""
USUAL_HOURS, USUAL_FACTOR = 31 * 24, 10.0
"""Windows up to this length under factors up to this one are sampled without counting what to expect."""

_sampling = threading.Lock()
"""neworder promises nothing about two models that run in two threads at once."""


@dataclass(frozen=True, slots=True)
class DemandInfo:
    """What a demand side was made from."""

    areas: int
    """Number of MSOAs."""
    area_codes: tuple[str, ...] = ()
    """Of every area, in the order of the crimes' table; empty where the crimes come from no fixed set."""
    area_rates: tuple[float, ...] = ()
    """Expected crimes a year of each of them."""
    share: float = 1.0
    """Of the force's recorded crimes, the part in these areas."""
    years: tuple[int, ...] = ()
    """Those of the months that the rates were fitted to."""
    categories: tuple[str, ...] = ()
    """The names that loading factors may use."""
    rates_from: str = "street-level data"
    """What the rates were fitted to, in words."""
    inputs: dict[str, str] = field(default_factory=dict)
    """Name of each input -> its SHA-256."""
    versions: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What was dropped or defaulted in the data, for people."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What a finished side took."""

    seconds: dict[str, float]
    peak_memory: int
    """Bytes; of the process that did the work."""


class Demand(Protocol):
    """Samples crimes window after window."""

    @property
    def info(self) -> DemandInfo:
        """What the crimes are sampled from."""

    def advance(
        self, window: Window, loading: Mapping[str, float], by_area: "AreaFactors | None" = None
    ) -> "Crimes":
        """Sample the next window under the loading factors (by category; those left out are 1; `by_area`
        counts instead of the factors of its categories).

        Windows touch: each begins where the last one ended, the first at the run's start.
        """

    def close(self) -> Costs:
        """End properly and say what it took."""

    def abandon(self) -> None:
        """Free what is held without waiting for anything; safe to repeat and after `close`."""


class LocalDemand:
    """The microsimulation in this process."""

    def __init__(
        self,
        spec: DemandRequest,
        tables: Tables | None = None,
        fitted_rates: "FittedRates[Fitted] | None" = None,
    ) -> None:
        """Read the data and fit the rates, which takes seconds; or read the recorded crimes.

        Args:
            spec: what to simulate.
            tables: instead of the packaged ones.
            fitted_rates: holds the rates that other sessions were fitted with.

        Raises:
            ScenarioError: unknown force, area or name of a loading; the message lists the near matches.
            DemandRefused: the data cannot be used.
        """
        self._watch = Stopwatch()
        self._end = spec.end
        self._loading_counts = True
        self._highest = max(spec.loading.values(), default=1.0)
        with translated():
            with self._watch.phase("load packages"):
                load_packages()
            if spec.recorded is None:
                self._sample(spec, tables or Tables(), fitted_rates or FittedRates())
            else:
                self._play(spec, spec.recorded, tables or Tables())
        log.info("demand ready: %s, %d areas, seed %d", spec.force, self._info.areas, spec.seed)

    def _sample(self, spec: DemandRequest, tables: Tables, fitted_rates: "FittedRates[Fitted]") -> None:
        import microsim

        def make() -> Fitted:
            return (*fit_rates(spec, tables, self._watch), _inputs(spec.data, tables))

        files = tuple(fingerprint(one) for one in (spec.data, *tables.files))
        fitted, notes, share, inputs = fitted_rates.get((_rates_key(spec, files), tables.choices), make)
        self._model: CrimeModel | CannedCrimes
        calls = _call_table(tables) if spec.calls else None
        self._investigation = _investigation(fitted.offences)
        self._model = model = microsim.CrimeModel(
            fitted,
            spec.start,
            spec.end,
            spec.seed,
            calls=calls,
            keep_history=False,  # the bridge records its exchanges itself, on the disk
        )
        set_loading(model, spec.loading)
        self._info = DemandInfo(
            areas=len(fitted.areas),
            area_codes=tuple(fitted.areas.index),
            area_rates=tuple(fitted.rates.mean(axis=0).sum(axis=0).tolist()),
            share=share,
            years=tuple(sorted({int(month[:4]) for month in fitted.months})),
            categories=microsim.CATEGORIES,
            rates_from="street-level data" if fitted.report.rows else "recorded offences of the force",
            inputs=inputs,
            versions=versions_of(PACKAGES),
            notes=[*notes, *(f"loading of {kind} {name!r}: {by:g}" for kind, name, by in model.loading)],
        )

    def _play(self, spec: DemandRequest, path: Path, tables: Tables) -> None:
        import microsim
        from microsim.model.canned import read_canned
        from microsim.offences.offences import read_offences

        self._investigation = _investigation(read_offences(tables.offences))
        with self._watch.phase("read data"):
            crimes = read_canned(path)
        for code in crimes["code"].cat.categories:
            if code not in self._investigation:
                raise DemandRefused(
                    f"{path.name}: expected codes of data/offences.csv, got {code!r}; "
                    f"{hint(code, self._investigation)}"
                )
        self._model = played = microsim.CannedCrimes(crimes, spec.start, spec.end)
        notes = [f"recorded crimes of {path.name} are played back as they are: loading has no effect"]
        if outside := len(crimes) - len(played.crimes):
            notes.append(f"{outside} recorded crimes outside the time of the run: left out")
        codes = played.crimes["MSOA"].astype(str).value_counts().sort_index()
        self._info = DemandInfo(
            areas=len(codes),
            area_codes=tuple(codes.index),
            area_rates=tuple(float(one) for one in codes),
            years=tuple(sorted(set(played.crimes["time"].dt.year.tolist()))),
            categories=microsim.CATEGORIES,
            rates_from="recorded crimes, played back",
            inputs={"recorded crimes": hash_input(path), "offences.csv": _own_inputs()["offences.csv"]},
            versions=versions_of(PACKAGES),
            notes=notes,
        )
        self._loading_counts = False

    @property
    def info(self) -> DemandInfo:
        """What the crimes are sampled from."""
        return self._info

    def advance(
        self, window: Window, loading: Mapping[str, float], by_area: "AreaFactors | None" = None
    ) -> "Crimes":
        """Sample the next window, or play it back.

        Raises:
            ProtocolError: the window does not begin where the last one ended, or ends after the run.
            ScenarioError: more crimes are to be expected than one window may have.
        """
        from bridge.demand.crime_rows import Crimes

        if window.start != self._model.now or window.end > self._end:
            raise ProtocolError(
                f"expected a window from {stamp(self._model.now)} to at most {stamp(self._end)}, got {window}"
            )
        with translated(), self._watch.phase("sample"):
            if self._loading_counts:
                self._bound(window, loading, by_area)
            with _sampling:
                factors = self._factors(loading, by_area) if self._loading_counts else None
                frame = self._model.advance(window.end, factors)
            return Crimes.from_frame(frame, window, self._investigation, self._model.calls)

    def _factors(self, loading: Mapping[str, float], by_area: "AreaFactors | None") -> Any:
        """The factors as the microsimulation takes them: by category, or one for each category and area."""
        import numpy as np

        if by_area is None:
            return loading
        names, codes = self._info.categories, self._info.area_codes
        rows = {name: number for number, name in enumerate(names)}
        places = {code: number for number, code in enumerate(codes)}
        for what, wanted, known in (("category", by_area.categories, rows), ("area", by_area.areas, places)):
            for name in wanted:
                if name not in known:
                    raise ScenarioError(f"loading of {what} {name!r}: unknown; {hint(name, known)}")
        factors = np.ones((len(names), len(codes)))
        for name, factor in loading.items():
            factors[rows[resolve(name, names, "category")]] = factor
        at = [places[code] for code in by_area.areas]
        for name, row in zip(by_area.categories, by_area.factors, strict=True):
            factors[rows[name], at] = row
        return factors

    def _bound(
        self, window: Window, loading: Mapping[str, float], by_area: "AreaFactors | None" = None
    ) -> None:
        """Refuse a window whose crimes would not fit into memory."""
        highest = max(self._highest, *loading.values(), 1.0, 0.0 if by_area is None else by_area.highest)
        if TYPE_CHECKING:
            assert isinstance(self._model, CrimeModel)
        if window.hours <= USUAL_HOURS and highest <= USUAL_FACTOR:
            return
        expected = float(self._model.expected(window.end, self._factors(loading, by_area)).sum())
        if not expected <= MAX_CRIMES:
            raise ScenarioError(
                f"expected at most {MAX_CRIMES:,} crimes in one window, got loadings for about "
                f"{expected:.3g} in {window}; lower the loading or shorten the window"
            )

    def close(self) -> Costs:
        """Say what the sampling took; there is nothing to free."""
        return Costs(self._watch.seconds(), peak_memory())

    def abandon(self) -> None:
        """Nothing is held besides memory."""


Fitted: TypeAlias = "tuple[FittedModel, list[str], float, dict[str, str]]"
"""Rates, notes for people, share of the force's crimes, and the hashes of what they were made from."""


def _rates_key(spec: DemandRequest, files: Hashable) -> Hashable:
    """All that the rates of a specification depend on."""
    period = (spec.start, spec.end) if spec.rates == "forecast" else ()
    return spec.force, spec.areas, spec.trend, spec.rates, period, files


def _investigation(offences: "pd.DataFrame") -> dict[str, str]:
    """Offence code -> whether it needs a detective: yes, no, maybe."""
    return dict(zip(offences["code"], offences["investigation"], strict=True))


def _call_table(tables: Tables) -> "CallTable":
    """The table of calls, read again only when its files have changed."""
    return _read_call_table(
        tables.calls, tables.rhythm, fingerprint(tables.calls), fingerprint(tables.rhythm)
    )


@lru_cache(maxsize=4)
def _read_call_table(calls: Path | None, rhythm: Path | None, *_: Hashable) -> "CallTable":
    from microsim.offences.calls import read_calls

    return read_calls(calls, rhythm)


def set_loading(model: "CrimeModel", loading: Mapping[str, float]) -> None:
    """Set standing factors by the names that a person typed.

    Raises:
        MicrosimError: nothing of that name, or a factor that is none.
    """
    for text, factor in loading.items():
        model.loading.set(*model.loading.find(text), factor)


def _inputs(data: Path | None, tables: Tables) -> dict[str, str]:
    """Hashes of the street-level data, of tables of one's own, and of the project's tables."""
    from microsim.storage.packaged_data import HOME_OFFICE_2018, STREET_SAMPLE, sample_path

    named = {
        "LSOA lookup": tables.lookup,
        "offences": tables.offences,
        "outcomes": tables.outcomes,
        **{f"street-level crimes {number}": path for number, path in enumerate(tables.more_data, 2)},
    }
    lookup = {name: hash_input(path) for name, path in named.items() if path is not None}
    return {
        "street-level crimes": hash_input(data or sample_path(STREET_SAMPLE)),
        "recorded offences": hash_input(tables.home_office or sample_path(HOME_OFFICE_2018)),
        **lookup,
        **_own_inputs(),
        **({} if tables.calls is None else {"calls": hash_input(tables.calls)}),
        **({} if tables.rhythm is None else {"rhythm": hash_input(tables.rhythm)}),
    }


def _own_inputs() -> dict[str, str]:
    from microsim.storage.packaged_data import data_dir

    return {one.name: hash_input(one) for one in sorted(data_dir().glob("*.csv"))}


def load_packages() -> None:
    """Import the microsimulation, which takes seconds: late, and never in the coupler behind ZeroMQ."""
    from microsim.model.crime_model import CrimeModel  # noqa: F401 - brings neworder and scipy along


@contextmanager
def translated() -> Iterator[None]:
    """Let the microsimulation's errors out as the bridge's, so that both transports raise the same."""
    try:
        yield
    except Exception as error:
        from microsim.errors import MicrosimError, UnknownNameError

        if isinstance(error, UnknownNameError):
            raise ScenarioError(str(error)) from error
        if isinstance(error, MicrosimError):
            raise DemandRefused(str(error)) from error
        raise
