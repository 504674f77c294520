"""Options that several subcommands share, worded once."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bridge.errors import ScenarioError
from bridge.scenario.scenario import BETWEEN_FORCES, END, FORCE, START

if TYPE_CHECKING:
    from bridge.demand.remote import Elsewhere

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder or zip in the data.police.uk layout.  [default: packaged West Yorkshire]",
)
SEVERAL_DATA = click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Folder or zip in the data.police.uk layout; repeatable: of a month in two of them the later one "
    "counts.  [default: packaged West Yorkshire]",
)
FORCES = click.option(
    "--force",
    "forces",
    multiple=True,
    help=f"Police force; repeatable, or all of the data.  [default: {FORCE}]",
)
SCHEDULER = click.option(
    "--scheduler", metavar="ADDRESS", help="A Dask cluster that runs already, tcp://host:port."
)
TLS = click.option(
    "--tls",
    nargs=3,
    type=click.Path(path_type=Path),
    metavar="CA CERT KEY",
    help="Files for a scheduler on tls://.",
)
YEARS = ("2011", "2021")
"""Of the areas."""
TILES = click.option(
    "--tiles",
    metavar="URL",
    help="Tiles below the map from this server, such as https://tile.example/{z}/{x}/{y}.png: the browser "
    "then asks it for pictures.  [default: none; nothing is loaded from elsewhere]",
)
TILES_CREDIT = click.option(
    "--tiles-credit", metavar="TEXT", help="What the server of --tiles asks to be shown with them."
)
GEOGRAPHY = click.option(
    "--geography",
    "area_year",
    type=click.Choice(YEARS),
    callback=lambda _context, _option, value: None if value is None else int(value),
    help="Year of the areas.  [default: 2021 if any row has an LSOA of 2021, else 2011]",
)
GEOGRAPHY_OR_FILE = click.option(
    "--geography",
    metavar="2011|2021|FILE",
    help="Year of the areas, or a file with polygons of one's own for a model on the map.  [default: 2021 if "
    "any row has an LSOA of 2021, else 2011; packaged MSOAs]",
)
OUTCOMES = click.option(
    "--outcomes",
    type=click.Path(path_type=Path),
    help="Table in the layout of data/outcomes.csv, instead of it.",
)
RHYTHM = click.option(
    "--rhythm",
    type=click.Path(path_type=Path),
    help="Weights of the hours of the week: see crims data rhythm.  [default: packaged]",
)
LOOKUP = click.option(
    "--lookup", type=click.Path(path_type=Path), help="LSOA lookup.  [default: England and Wales]"
)


def data_options(command: Callable[..., Any], geography: Decorator = GEOGRAPHY) -> Callable[..., Any]:
    """How street-level data are read and which of their months count; also for a service."""
    options: list[Decorator] = [
        LOOKUP,
        geography,
        OUTCOMES,
        click.option(
            "--offences",
            type=click.Path(path_type=Path),
            help="Table in the layout of data/offences.csv, instead of it.",
        ),
        *HOME_OFFICE,
        *MONTHS,
    ]
    for option in reversed(options):
        command = option(command)
    return command


HOME_OFFICE: tuple[Decorator, ...] = (
    click.option(
        "--home-office",
        type=click.Path(path_type=Path),
        help="Recorded offences: .csv, .ods or .xlsx.  [default: packaged, 2017/18]",
    ),
    click.option(
        "--home-office-year",
        metavar="2019/20",
        help="Year of that table.  [default: its latest whole one]",
    ),
)
MONTHS: tuple[Decorator, ...] = (
    click.option(
        "--fit-months",
        metavar="FROM..TO",
        help="Fit on these months only: 2018-04..2019-03 or 2016-07,2017-07.",
    ),
    click.option(
        "--leave-out", metavar="FROM..TO", help="Do not fit on these months, such as 2020-03..2021-06."
    ),
    click.option(
        "--keep-doubtful",
        is_flag=True,
        help="Fit on months that cannot be whole as well; see crims data info.",
    ),
)


def home_office_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The Home Office's table of recorded offences and its year."""
    for option in reversed(HOME_OFFICE):
        command = option(command)
    return command


def months_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which months count."""
    for option in reversed(MONTHS):
        command = option(command)
    return command


def demand_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which crimes: force, areas, time, data and seed."""
    options: list[Decorator] = [
        click.option(
            "--force",
            "force",
            multiple=True,
            help=f"Police force; repeatable, or all of the data.  [default: {FORCE}]",
        ),
        click.option(
            "--area",
            "areas",
            multiple=True,
            metavar="LOCAL-AUTHORITY",
            help="Part of the force; may be repeated.",
        ),
        click.option(
            "--start", default=START, show_default=True, metavar="DATE", help="First day (or hour)."
        ),
        click.option(
            "--end", default=END, show_default=True, metavar="DATE", help="Day (or hour) after the last."
        ),
        click.option(
            "--burn-in",
            metavar="1h..12M",
            help="Simulate so long before --start as well, and leave it out of the results.",
        ),
        SEVERAL_DATA,
        functools.partial(data_options, geography=GEOGRAPHY_OR_FILE),
        RHYTHM,
        click.option(
            "--loading",
            multiple=True,
            metavar="NAME=FACTOR",
            help="Standing factor of the force, a category, offence, authority or area; repeatable.",
        ),
        click.option(
            "--loading-file",
            type=click.Path(path_type=Path),
            help="The same from a CSV file with the columns name and factor.",
        ),
        click.option("--trend", is_flag=True, help="Carry on each category's trend, if it can be estimated."),
        click.option(
            "--rates",
            type=click.Choice(["mean", "forecast", "totals", "data-or-totals"]),
            default="mean",
            show_default=True,
            help="Means of the data's months; a forecast from the months before the run; the force's "
            "recorded offences of a year; or means where the data have the force, else recorded offences.",
        ),
        click.option("--seed", type=int, default=1, show_default=True, help="Seed of all random streams."),
    ]
    command = one_text(command)
    for option in reversed(options):
        command = option(command)
    return command


def force_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What a model on the map is told of its force; what is left out is the force's own."""
    options: list[Decorator] = [
        click.option(
            "--plan",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Plan: districts.csv and units.csv, perhaps shifts.csv, stations.csv and routes.geojson."
            "  [default: local authorities, units by demand]",
        ),
        click.option(
            "--staffing",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Officers by force and year of one's own (CSV, as data/staffing.csv).",
        ),
        click.option(
            "--staffing-factor",
            type=click.FloatRange(min=0, min_open=True),
            default=1.0,
            show_default=True,
            metavar="FACTOR",
            help="On all officers, or on the units of --plan: 0.9 is a tenth fewer.",
        ),
        click.option(
            "--roads",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Roads to travel on, see 'crims roads'.  [default: by distance]",
        ),
        click.option(
            "--calls",
            type=click.Path(path_type=Path),
            metavar="FILE|none",
            help="Calls that are not crimes (CSV, as data/calls.csv).  [default: packaged]",
        ),
        click.option(
            "--reference",
            type=click.Path(path_type=Path),
            metavar="RUN",
            help="Compare with the world of this run.  [default: a baseline at the force's own staffing]",
        ),
        click.option(
            "--ticks-per-hour",
            type=int,
            metavar="N",
            help="Of a model that leaves it open, such as police-patrol.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def one_text(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command have the options that may be repeated, as a scenario takes them: several forces in one
    text, the first source as `data` and the others as `more_data`; and tell a year of the areas from a file.
    """

    @functools.wraps(command)
    def changed(
        *arguments: Any,
        force: tuple[str, ...],
        data: tuple[Path, ...],
        geography: str | None,
        **others: Any,
    ) -> Any:
        year = geography is not None and geography.strip() in YEARS
        return command(
            *arguments,
            force=BETWEEN_FORCES.join(force) or FORCE,
            data=data[0] if data else None,
            more_data=tuple(map(str, data[1:])),
            area_year=int(geography) if geography is not None and year else None,
            geography=None if geography is None or year else Path(geography),
            **others,
        )

    return changed


def service_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where a demand service elsewhere is, and the keys to it."""
    options: list[Decorator] = [
        click.option(
            "--endpoint",
            envvar="CRIMS_ENDPOINT",
            metavar="ADDRESS",
            help="Take the crimes from a service elsewhere, tcp://host:port; --data is then a name that it "
            "knows.  [default: CRIMS_ENDPOINT]",
        ),
        click.option(
            "--server-key",
            envvar="CRIMS_SERVER_KEY",
            type=click.Path(path_type=Path),
            help="The service's public key.  [default: CRIMS_SERVER_KEY]",
        ),
        click.option(
            "--key",
            envvar="CRIMS_KEY",
            type=click.Path(path_type=Path),
            help="Your secret key.  [default: CRIMS_KEY]",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def elsewhere(endpoint: str | None, server_key: Path | None, key: Path | None) -> "Elsewhere | None":
    """The service that the options name, if they name one.

    Raises:
        ScenarioError: keys that cannot be used, or one without the other, or none for another machine.
    """
    from bridge.demand.remote import Elsewhere
    from bridge.wire.curve import ClientKeys  # late: ZeroMQ and pandas, which most commands can do without

    if endpoint is None:
        return None
    if (server_key is None) != (key is None):
        raise ScenarioError("expected --server-key and --key together, got one of them")
    keys = ClientKeys.read(key, server_key) if key is not None and server_key is not None else None
    return Elsewhere(endpoint, keys)
