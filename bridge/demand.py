"""The demand side of the coupling: one interface, and the microsimulation in this process behind it.

Enters what to simulate and, window by window, the police model's loading factors; leaves crimes. The service
process runs this same class, so both transports sample with the same code.
"""

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bridge.costs import Stopwatch, peak_memory
from bridge.crimes import Crimes
from bridge.errors import DemandRefused, ProtocolError, ScenarioError
from bridge.inputs import hash_input, versions_of
from bridge.windows import Window, stamp

log = logging.getLogger(__name__)

PACKAGES = ("neworder", "numpy", "pandas")
"""Distributions whose versions decide the sampled crimes."""


@dataclass(frozen=True, slots=True)
class DemandSpec:
    """What to simulate: everything the sampled crimes depend on besides the loading factors."""

    force: str
    start: datetime
    end: datetime
    seed: int
    """Seed of the microsimulation's own stream, not of the run."""
    areas: tuple[str, ...] = ()
    """Local authorities; none means the whole force."""
    data: Path | None = None
    """A folder or zip in the police.uk layout; none means the packaged sample."""


@dataclass(frozen=True, slots=True)
class DemandInfo:
    """What a demand side was made from."""

    areas: int
    """Number of MSOAs."""
    categories: tuple[str, ...] = ()
    """The names that loading factors may use."""
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

    def advance(self, window: Window, loading: Mapping[str, float]) -> Crimes:
        """Sample the next window under the loading factors (by category; those left out are 1).

        Windows touch: each begins where the last one ended, the first at the run's start.
        """

    def close(self) -> Costs:
        """End properly and say what it took."""

    def abandon(self) -> None:
        """Free what is held without waiting for anything; safe to repeat and after ``close``."""


class LocalDemand:
    """The microsimulation in this process."""

    def __init__(self, spec: DemandSpec) -> None:
        """Read the data and fit the rates; takes seconds.

        Raises:
            ScenarioError: unknown force or area; the message lists the near matches.
            DemandRefused: the data cannot be used.
        """
        self._watch = Stopwatch()
        self._end = spec.end
        with translated(), warnings.catch_warnings():
            with self._watch.phase("load packages"):
                load_packages()
            import microsim

            warnings.simplefilter("ignore", microsim.DataWarning)  # they are in the notes as well
            with self._watch.phase("read data"):
                loaded = microsim.load_crimes(spec.data, spec.force)
            with self._watch.phase("fit rates"):
                fitted = microsim.fit(loaded, areas=spec.areas)
                self._model = microsim.CrimeModel(fitted, spec.start, spec.end, spec.seed)
        offences = fitted.offences
        self._investigation = dict(zip(offences["code"], offences["investigation"], strict=True))
        self._info = DemandInfo(
            areas=len(fitted.areas),
            categories=microsim.CATEGORIES,
            inputs=_inputs(spec.data),
            versions=versions_of(PACKAGES),
            notes=[*loaded.report.lines(), *fitted.notes],
        )
        log.info("demand ready: %s, %d areas, seed %d", spec.force, self._info.areas, spec.seed)

    @property
    def info(self) -> DemandInfo:
        """What the crimes are sampled from."""
        return self._info

    def advance(self, window: Window, loading: Mapping[str, float]) -> Crimes:
        """Sample the next window.

        Raises:
            ProtocolError: the window does not begin where the last one ended, or ends after the run.
        """
        if window.start != self._model.now or window.end > self._end:
            raise ProtocolError(
                f"expected a window from {stamp(self._model.now)} to at most {stamp(self._end)}, got {window}"
            )
        with translated(), self._watch.phase("sample"):
            frame = self._model.advance(window.end, loading)
            return Crimes.from_frame(frame, window, self._investigation)

    def close(self) -> Costs:
        """Say what the sampling took; there is nothing to free."""
        return Costs(self._watch.seconds(), peak_memory())

    def abandon(self) -> None:
        """Nothing is held besides memory."""


def _inputs(data: Path | None) -> dict[str, str]:
    """Hashes of the street-level data and of the project's own tables."""
    from microsim.paths import HOME_OFFICE_2018, STREET_SAMPLE, data_dir, sample_path

    return {
        "street-level crimes": hash_input(data or sample_path(STREET_SAMPLE)),
        "recorded offences": hash_input(sample_path(HOME_OFFICE_2018)),
        **{one.name: hash_input(one) for one in sorted(data_dir().glob("*.csv"))},
    }


def load_packages() -> None:
    """Import the microsimulation, which takes seconds: late, and never in the coupler behind ZeroMQ."""
    from microsim.model import CrimeModel  # noqa: F401 - brings neworder and scipy along


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
