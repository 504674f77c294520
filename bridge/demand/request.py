"""One request for demand: what to simulate, as a run asks for it and as a message carries it.

Whoever needs a field of it adds it here, to the scenario, and to the message `Open`; nowhere else.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from bridge.base.time_windows import Window, stamp
from bridge.scenario.scenario import NO_CALLS, RECORDED, Scenario

if TYPE_CHECKING:  # numpy, which `crims demand --help` need not wait for
    from bridge.wire import protocol


@dataclass(frozen=True, slots=True)
class DemandRequest:
    """What to simulate: everything the sampled crimes depend on besides the loading factors."""

    force: str
    start: datetime
    end: datetime
    seed: int
    """Seed of the microsimulation's own stream, not of the run."""
    areas: tuple[str, ...] = ()
    """Local authorities; none means the whole force."""
    data: Path | None = None
    """A folder or zip in the police.uk layout, or a file of recorded crimes to play back; none means the
    packaged sample."""
    loading: dict[str, float] = field(default_factory=dict)
    """Standing factors, name of a force, category, offence, authority or area -> factor."""
    trend: bool = False
    """Whether each category's long-run trend goes on."""
    rates: Literal["mean", "forecast", "totals", "data-or-totals"] = "mean"
    """Means of the months of the data, a forecast from those before the start, published totals of the force,
    or means where the data have the force and else its totals."""
    calls: bool = False
    """Whether calls that are not crimes come as well."""

    @classmethod
    def of(cls, scenario: Scenario, *, calls: bool = False) -> Self:
        """The demand of a run; `calls` says whether its model takes calls."""
        source = scenario.crimes or scenario.data
        return cls(
            force=scenario.force,
            start=scenario.begin,
            end=scenario.end,
            seed=scenario.streams()["microsim"],
            areas=scenario.areas,
            data=None if source is None else Path(source),
            loading=scenario.loading,
            trend=scenario.trend,
            rates=scenario.rates,
            calls=calls and scenario.calls != NO_CALLS,
        )

    @classmethod
    def read(cls, message: "protocol.Open", window: Window, data: Path | None) -> Self:
        """The demand that a client asks for, from the data that its name stands for here."""
        return cls(
            force=message.force,
            start=window.start,
            end=window.end,
            seed=message.seed,
            areas=tuple(message.areas),
            data=data,
            loading=message.loading,
            trend=message.trend,
            rates=message.rates,
            calls=message.calls,
        )

    def opening(self, session: str, data: str) -> "protocol.Open":
        """The message that asks a service for it; `data` is the service's name for the data, whose path here
        it could not use.
        """
        from bridge.wire import protocol

        return protocol.Open(
            session=session,
            step=0,
            force=self.force,
            areas=list(self.areas),
            start=stamp(self.start),
            end=stamp(self.end),
            seed=self.seed,
            data=data,
            loading=self.loading,
            trend=self.trend,
            rates=self.rates,
            calls=self.calls,
        )

    @property
    def recorded(self) -> Path | None:
        """The file of crimes to play back, if that is what the data are."""
        return self.data if self.data is not None and self.data.suffix.lower() in RECORDED else None


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables of one's own instead of the packaged ones; a service has the same for all its sessions."""

    lookup: Path | None = None
    """LSOA to area and local authority."""
    home_office: Path | None = None
    """Recorded offences by force."""
    calls: Path | None = None
    """Calls that are not crimes."""
    rhythm: Path | None = None
    """Weights of the hours of the week."""
    offences: Path | None = None
    """Offences with category, severity and follow-up."""
    outcomes: Path | None = None
    """Outcomes, and which of them name a suspect."""
    more_data: tuple[Path, ...] = ()
    """Further folders or zips in the police.uk layout, beside those of the request."""
    area_year: int | None = None
    """Year of the areas, 2011 or 2021; None is the newer one that occurs in the data."""
    home_office_year: str | None = None
    """Year of the Home Office table, `2019/20`; None is its latest whole one."""
    fit_months: str | None = None
    """Months to fit on, `2018-04..2019-03`; None is all that were read."""
    leave_out: str | None = None
    """Months not to fit on."""
    keep_doubtful: bool = False
    """Whether months count that cannot be whole."""

    @classmethod
    def of(cls, scenario: Scenario) -> Self:
        """The tables that a run names."""

        def path(text: str | None) -> Path | None:
            return None if text is None else Path(text)

        return cls(
            lookup=path(scenario.lookup),
            home_office=path(scenario.home_office),
            calls=path(None if scenario.calls == NO_CALLS else scenario.calls),
            rhythm=path(scenario.rhythm),
            offences=path(scenario.offences),
            outcomes=path(scenario.outcomes),
            more_data=tuple(map(Path, scenario.more_data)),
            area_year=scenario.area_year,
            home_office_year=scenario.home_office_year,
            fit_months=scenario.fit_months,
            leave_out=scenario.leave_out,
            keep_doubtful=scenario.keep_doubtful,
        )

    @property
    def files(self) -> tuple[Path | None, ...]:
        """The files of the rates, for telling whether they changed."""
        tables = (self.lookup, self.home_office, self.rhythm, self.offences, self.outcomes)
        return (*tables, *self.more_data)

    @property
    def choices(self) -> tuple[object, ...]:
        """What the rates depend on besides files."""
        months = (self.fit_months, self.leave_out, self.keep_doubtful)
        return (self.area_year, self.home_office_year, *months)

    def options(self) -> list[str]:
        """The options of `crims serve` that name them."""
        named = {
            "--lookup": self.lookup,
            "--home-office": self.home_office,
            "--calls": self.calls,
            "--rhythm": self.rhythm,
            "--offences": self.offences,
            "--outcomes": self.outcomes,
            "--geography": self.area_year,
            "--home-office-year": self.home_office_year,
            "--fit-months": self.fit_months,
            "--leave-out": self.leave_out,
        }
        texts = [
            text for option, value in named.items() if value is not None for text in (option, str(value))
        ]
        texts += [text for path in self.more_data for text in ("--more-data", str(path))]
        return [*texts, "--keep-doubtful"] if self.keep_doubtful else texts
