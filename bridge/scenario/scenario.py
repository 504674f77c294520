"""One run's configuration: what to simulate, with which models, how coupled.

Options as a person types them become one checked, immutable object that the manifest stores whole and a
resume compares. Names that only the data or the model know (force, area, slider) are checked by those.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Literal, Self

import msgspec

from bridge.base.near_names import hint
from bridge.base.time_windows import Interval, Window, parse_moment, stamp, windows
from bridge.errors import ScenarioError
from bridge.scenario.model_settings import parse_assignments, parse_loading, read_loading
from bridge.scenario.models import SUFFIXES, model_file, police_model
from common.names import either, matches

FORCE = "West Yorkshire"
START, END = "2018-07-01", "2018-08-01"
BETWEEN_FORCES = "; "
"""Between the names of several forces in one text."""
RECORDED = (".csv", ".parquet")
"""How the name of a file of recorded crimes ends."""
NO_CALLS = "none"
"""What is said instead of a file where a model is to get no calls."""
LONGEST_BURN_IN = 12
"""Months."""
STREAMS = ("microsim", "abm")
"""The named random streams that one seed is split into."""


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a run's results depend on, besides versions and the contents of its inputs."""

    force: str = FORCE
    """A police force; several, or `all`, for crimes alone, with semicolons between them."""
    areas: tuple[str, ...] = ()
    """Local authorities; none means the whole force."""
    start: datetime
    end: datetime
    burn_in: str | None = None
    """How long both sides run before the start, left out of the results: `2w`; None is not at all."""
    data: str | None = None
    """A folder or zip in the police.uk layout; None is the packaged sample."""
    more_data: tuple[str, ...] = ()
    """Further ones."""
    service_data: str | None = None
    """The name of the data at a demand service elsewhere; None for one of our own."""
    lookup: str | None = None
    """An LSOA lookup instead of the packaged one of England and Wales."""
    home_office: str | None = None
    """A Home Office table of recorded offences instead of the packaged one of 2017/18."""
    home_office_year: str | None = None
    """The year of that table; None is its latest whole one."""
    area_year: int | None = None
    """Year of the areas, 2011 or 2021; None is the newer one that occurs in the data."""
    offences: str | None = None
    """A table of offences instead of the packaged one."""
    outcomes: str | None = None
    """A table of outcomes instead of the packaged one."""
    fit_months: str | None = None
    """Months to fit on as typed; None is all that were read."""
    leave_out: str | None = None
    """Months not to fit on as typed."""
    keep_doubtful: bool = False
    """Whether months count that cannot be whole."""
    crimes: str | None = None
    """A file of recorded crimes to play back; nothing is sampled then."""
    calls: str | None = None
    """A table of calls that are not crimes instead of the packaged one, or `none`; only for models that take
    calls."""
    rhythm: str | None = None
    """A table of the hours of the week instead of the packaged one."""
    trend: bool = False
    """Whether each category's long-run trend goes on."""
    rates: Literal["mean", "forecast", "totals", "data-or-totals"] = "mean"
    """Means of the months of the data; a forecast from those before the run; the force's recorded offences of
    a year; or means where the data have the force and else its recorded offences."""
    loading: dict[str, float] = {}
    """Standing factors as typed, name of a force, category, offence, authority or area -> factor."""
    plan: str | None = None
    """A folder with districts, units and perhaps shifts, stations and routes; None is the default plan."""
    staffing: str | None = None
    """A table of officers by force and year instead of the packaged one."""
    staffing_factor: float = 1.0
    """On all officers, or on the units of a plan."""
    geography: str | None = None
    """Polygons of the areas instead of the packaged MSOAs."""
    roads: str | None = None
    """A file of roads to travel on; None is by distance."""
    reference: str | None = None
    """A run whose world the model compares with instead of the baseline's."""
    model: str | None = None
    """A .nlogo file; None is the police patrol model."""
    exchange: str = "1d"
    transport: Literal["inproc", "zmq"] = "inproc"
    """How the demand side is reached; results do not depend on it."""
    abm: Literal["embedded", "netlogo"] = "embedded"
    """The engine of the police model: ours, or NetLogo itself; results are to be equal."""
    seed: int = 1
    settings: dict[str, str] = {}
    """Interface values of the model as typed, `slider` -> `value`."""

    @classmethod
    def of(
        cls,
        *,
        force: str = FORCE,
        areas: Iterable[str] = (),
        start: str = START,
        end: str = END,
        burn_in: str | None = None,
        data: Path | None = None,
        more_data: Iterable[str] = (),
        service_data: str | None = None,
        lookup: Path | None = None,
        home_office: Path | None = None,
        home_office_year: str | None = None,
        area_year: int | None = None,
        offences: Path | None = None,
        outcomes: Path | None = None,
        fit_months: str | None = None,
        leave_out: str | None = None,
        keep_doubtful: bool = False,
        crimes: Path | None = None,
        calls: Path | None = None,
        rhythm: Path | None = None,
        trend: bool = False,
        rates: Literal["mean", "forecast", "totals", "data-or-totals"] = "mean",
        loading: Iterable[str] = (),
        loading_file: Path | None = None,
        plan: Path | None = None,
        staffing: Path | None = None,
        staffing_factor: float = 1.0,
        geography: Path | None = None,
        roads: Path | None = None,
        reference: Path | None = None,
        model: Path | None = None,
        exchange: str = "1d",
        transport: Literal["inproc", "zmq"] = "inproc",
        abm: Literal["embedded", "netlogo"] = "embedded",
        seed: int = 1,
        settings: Iterable[str] = (),
    ) -> Self:
        """Check options as typed.

        Raises:
            ScenarioError: a date, interval, seed, file, `slider=value` or `name=factor` text that cannot
                be meant, or options that exclude each other.
        """
        since, until = parse_moment(start, "start date"), parse_moment(end, "end date")
        if until <= since:
            raise ScenarioError(f"expected an end after the start {stamp(since)}, got {stamp(until)}")
        if not 0 <= seed < 2**63:
            raise ScenarioError(f"expected a seed from 0 to {2**63 - 1}, got {seed}")
        further = tuple(more_data)
        for one in further:
            _check_there("data", Path(one))
        files = {
            "data": data,
            "lookup": lookup,
            "Home Office table": home_office,
            "table of offences": offences,
            "table of outcomes": outcomes,
            "file of crimes": crimes,
            "table of calls": calls,
            "table of the rhythm": rhythm,
            "plan": plan,
            "staffing table": staffing,
            "geography": geography,
            "file of roads": roads,
            "reference": reference,
            "model": model if model is None or model.suffix in SUFFIXES else model_file(str(model)),
        }
        for what, path in files.items():
            if path is not None and str(path) != NO_CALLS:
                _check_there(what, path)
        _check_recorded(data, crimes, areas=tuple(areas), trend=trend, forecast=rates == "forecast")
        if trend and rates == "forecast":
            raise ScenarioError("a forecast has its own trend; leave out --trend or --rates forecast")
        if rates == "totals" and (data is not None or further or trend or crimes is not None):
            raise ScenarioError("rates from totals take no data: leave out data, crimes and trend")
        return cls(
            force=force,
            areas=tuple(areas),
            start=since,
            end=until,
            burn_in=None if burn_in is None else str(_burn_in(burn_in)),
            data=_text(data),
            more_data=further,
            service_data=service_data,
            lookup=_text(lookup),
            home_office=_text(home_office),
            home_office_year=home_office_year,
            area_year=area_year,
            offences=_text(offences),
            outcomes=_text(outcomes),
            fit_months=fit_months,
            leave_out=leave_out,
            keep_doubtful=keep_doubtful,
            crimes=_text(crimes),
            calls=_text(calls),
            rhythm=_text(rhythm),
            trend=trend,
            rates=rates,
            loading=parse_loading([*(read_loading(loading_file) if loading_file else ()), *loading]),
            plan=_text(plan),
            staffing=_text(staffing),
            staffing_factor=staffing_factor,
            geography=_text(geography),
            roads=_text(roads),
            reference=_text(reference),
            model=_text(files["model"]),
            exchange=str(Interval.parse(exchange)),
            transport=transport,
            abm=abm,
            seed=seed,
            settings=parse_assignments(settings),
        )

    @property
    def interval(self) -> Interval:
        """The exchange interval."""
        return Interval.parse(self.exchange)

    @property
    def begin(self) -> datetime:
        """Where both sides begin: the start, less the burn-in."""
        return self.start if self.burn_in is None else _burn_in(self.burn_in).boundary(self.start, -1)

    def windows(self) -> Iterator[Window]:
        """The windows of the burn-in, then those of the results: one begins at the start."""
        return chain(
            windows(self.begin, self.start, self.interval), windows(self.start, self.end, self.interval)
        )

    @property
    def exchanges(self) -> int:
        """How many exchanges a complete run has, the burn-in's included."""
        return sum(1 for _ in self.windows())

    @property
    def places(self) -> dict[str, str]:
        """What is named of the force's plan, staffing and places: option -> path or factor."""
        named = {
            "plan": self.plan,
            "staffing": self.staffing,
            "geography": self.geography,
            "roads": self.roads,
            "staffing-factor": None if self.staffing_factor == 1 else f"{self.staffing_factor:g}",
        }
        return {name: value for name, value in named.items() if value is not None}

    @property
    def model_path(self) -> Path:
        """The model to run."""
        return police_model() if self.model is None else Path(self.model)

    @property
    def name(self) -> str:
        """A folder name that tells runs apart: `west-yorkshire-2018-07-01-seed-1`."""
        places = "-".join(self.areas) or self.force
        slug = re.sub(r"[^a-z0-9]+", "-", places.casefold()).strip("-")[:60]
        return f"{slug}-{self.start:%Y-%m-%d}-seed-{self.seed}"

    def streams(self) -> dict[str, int]:
        """Seed of each named stream, 31 bits: what neworder and NetLogo both take."""
        return {name: stream_seed(self.seed, name) for name in STREAMS}


def stream_seed(seed: int, name: str) -> int:
    """The seed of one named stream: equal on every machine, unrelated between names and seeds."""
    digest = hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 1


def _burn_in(text: str) -> Interval:
    return Interval.parse(text, "a burn-in", LONGEST_BURN_IN)


def _check_recorded(
    data: Path | None, crimes: Path | None, *, areas: tuple[str, ...], trend: bool, forecast: bool
) -> None:
    """Tell data to fit from crimes to play back."""
    if data is not None and data.suffix.lower() in RECORDED:
        raise ScenarioError(
            f"expected --data as a folder or zip in the data.police.uk layout, got {data.name!r}; "
            "recorded crimes are played back with --crimes"
        )
    if crimes is None:
        return
    if crimes.suffix.lower() not in RECORDED:
        raise ScenarioError(f"expected --crimes to end in {' or '.join(RECORDED)}, got {crimes.name!r}")
    given = {"--data": data is not None, "--area": bool(areas), "--trend": trend, "--rates": forecast}
    if extra := [name for name, is_given in given.items() if is_given]:
        raise ScenarioError(f"recorded crimes are played back as they are; leave out {', '.join(extra)}")


def _check_there(what: str, path: Path) -> None:
    try:
        path.stat()
    except FileNotFoundError as error:
        raise ScenarioError(f"there is no {what} {str(path)!r}; {_neighbours(path)}") from error
    except OSError as error:
        raise ScenarioError(f"cannot read the {what} {str(path)!r}: {error.strerror}") from error


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _neighbours(path: Path) -> str:
    """What lies where the missing path was expected."""
    if not path.parent.is_dir():
        return f"its folder {str(path.parent)!r} does not exist either"
    there = {one.stem: one.name for one in path.parent.iterdir()}
    near = matches(path.stem, there, 3)  # an ending that all have in common makes no two names alike
    if near:
        return f"did you mean {either([there[stem] for stem in near])}?"
    return hint("", there.values(), listing="there")
