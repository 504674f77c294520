"""`crims data`: getting published data, seeing what a source holds, and keeping tables encrypted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.progress import TimeRemainingColumn as Remaining
from rich.table import Table

from bridge.cli.data_commands import rhythm
from bridge.cli.options import GEOGRAPHY, LOOKUP, OUTCOMES, home_office_options
from bridge.demand.demand import translated
from bridge.errors import ScenarioError

if TYPE_CHECKING:
    from microsim.sources.survey import Holding

FOLDER = Path("downloads")
KEY_FILE = Path(".env")
FEW_FORCES = 4
"""So many can have a column each."""
Told = Callable[[int, int | None], None]


@click.group("data", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Fetch published data, show what a source holds, learn a rhythm, encrypt and decrypt tables."""


@command.command("fetch")
@click.option(
    "--archive", "month", metavar="YYYY-MM", help="Archive of data.police.uk: three years up to then."
)
@click.option("--force", "forces", multiple=True, help="Force to keep of the archive; repeatable.")
@click.option("--boundaries", is_flag=True, help="MSOA boundaries of the ONS, for maps.")
@click.option("--home-office", is_flag=True, help="Recorded offences by force of the Home Office.")
@click.option(
    "--to",
    "folder",
    default=FOLDER,
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the files.",
)
@click.option("--keep-archive", is_flag=True, help="Keep the whole archive (about 1.5 GB) as well.")
@click.option("--md5", metavar="SUM", help="Checksum.  [default: that of the page that lists the archives]")
@click.option("--url", help="Fetch the one file asked for from this address instead; {month} is filled in.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def fetch(
    month: str | None,
    forces: tuple[str, ...],
    boundaries: bool,
    home_office: bool,
    folder: Path,
    keep_archive: bool,
    md5: str | None,
    url: str | None,
    quiet: bool,
) -> None:
    """Download published data; what broke off goes on where it stopped when asked again.

    Of an archive only the street-level files of the forces named are kept, one zip per force.
    """
    _check_wishes(month, forces, boundaries, home_office, url)
    if month is None and (md5 is not None or keep_archive):
        raise ScenarioError("--md5 and --keep-archive are for an --archive; expected one, got none")
    console = Console(highlight=False, quiet=quiet)
    from microsim.sources import published

    with translated():
        if month is not None:
            with _bar(console, f"archive {month}") as told:
                zips = published.fetch_archive(
                    month,
                    forces,
                    folder,
                    url=url or published.POLICE_UK,
                    keep_archive=keep_archive,
                    md5=md5,
                    progress=told,
                )
            for path in zips:
                console.print(f"{path}  use it with --data", markup=False, soft_wrap=True)
        if boundaries:
            with _bar(console, "boundaries") as told:
                path = published.fetch_boundaries(folder, url=url or published.MSOA_BOUNDARIES, progress=told)
            console.print(f"{path}  use it with crims map --boundaries", markup=False, soft_wrap=True)
        if home_office:
            with _bar(console, "recorded offences") as told:
                path = published.fetch_home_office(folder, url=url or published.HOME_OFFICE, progress=told)
            console.print(f"{path}  use it with --home-office", markup=False, soft_wrap=True)


def _check_wishes(
    month: str | None, forces: tuple[str, ...], boundaries: bool, home_office: bool, url: str | None
) -> None:
    wishes = (month is not None) + boundaries + home_office
    if not wishes:
        raise ScenarioError("expected something to fetch: --archive, --boundaries or --home-office, got none")
    if (month is None) != (not forces):
        raise ScenarioError("expected --archive and --force together, got one without the other")
    if url is not None and wishes > 1:
        raise ScenarioError(f"expected one thing to fetch from --url {url!r}, got {wishes}")
    if url is not None and not url.startswith(("https://", "http://")):
        raise ScenarioError(f"expected --url to begin with https:// or http://, got {url!r}")


@contextmanager
def _bar(console: Console, what: str) -> Iterator[Told]:
    """A bar of bytes on a terminal, one line elsewhere."""
    if not console.is_terminal:
        console.print(f"fetching {what}", markup=False)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        DownloadColumn(binary_units=True),
        TransferSpeedColumn(),
        Remaining(compact=True),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(f"fetching {what}", total=None)

        def told(have: int, expected: int | None) -> None:
            bar.update(task, completed=have, total=expected)

        yield told


@command.command("info")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--force", "forces", multiple=True, help="Only this force; repeatable.  [default: all]")
@LOOKUP
@GEOGRAPHY
@OUTCOMES
@home_office_options
@click.option("--quick", is_flag=True, help="Count the rows of each month only, and look at nothing in them.")
def info(
    paths: tuple[Path, ...],
    forces: tuple[str, ...],
    lookup: Path | None,
    area_year: int | None,
    outcomes: Path | None,
    home_office: Path | None,
    home_office_year: str | None,
    quick: bool,
) -> None:
    """Show what each PATH holds (a folder or zip in the data.police.uk layout; without PATH, the packaged
    sample); of a month in two of them the later archive counts.

    Months by force, with those that cannot be whole; rows without place or crime ID, unknown outcomes and
    categories, and what the model does about each.

    \b
    Examples:
      crims data info 2024-03.zip
      crims data info 2021-03.zip 2024-03.zip --force Durham
      crims data info 2024-03.zip --home-office prc-pfa-table.ods
      crims data info 2024-03.zip --quick
    """
    if quick and home_office is not None:
        raise ScenarioError("expected --quick or --home-office, which compares crimes and not rows, got both")
    console = Console(highlight=False)
    with console.status("reading"), translated():
        from microsim.sources.homeoffice import read_recorded
        from microsim.sources.survey import survey
        from microsim.street.parsed_cache import default_folder

        holdings = survey(
            paths or None,
            lookup,
            area_year,
            forces,
            default_folder(),
            outcomes=outcomes,
            recorded=None
            if home_office is None
            else read_recorded(home_office, home_office_year).crimes_per_day,
            quick=quick,
        )
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("force", overflow="fold")
    table.add_column("months", overflow="fold")
    for heading in ("number", "rows") if quick else ("number", "rows", "kept", "areas"):
        table.add_column(heading, justify="right")
    for one in holdings:
        counts = ("-", "-") if one.report is None else (f"{one.report.rows:,}", f"{one.report.kept:,}")
        more = counts[:1] if quick else (*counts, f"{one.areas:,}")
        table.add_row(one.name, one.span, str(len(one.months)), *more)
    console.print(table)
    _show_months(console, holdings)
    for one in holdings:
        _show_rules(console, one)


def _show_months(console: Console, holdings: "list[Holding]") -> None:
    """Months by force: rows where there are few forces, else a mark for each month."""
    read = [one for one in holdings if one.report is not None]
    if not read:
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    if len(read) <= FEW_FORCES:
        table.add_column("month")
        for one in read:
            table.add_column(one.name, justify="right")
        for month in sorted({month for one in read for month in one.months}):
            table.add_row(month, *(_rows_of(one, month) for one in read))
        legend = "rows of each month; ? cannot be whole, - no file"
    else:
        years = sorted({year for one in read for year in one.years})
        table.add_column("force")
        for year in years:
            table.add_column(year)
        for one in read:
            table.add_row(one.name, *(one.years.get(year, "." * 12) for year in years))
        legend = "a mark for each month: # whole, ? cannot be whole, . no file"
    console.print()
    console.print(table)
    console.print(legend, style="dim", markup=False)


def _rows_of(holding: "Holding", month: str) -> str:
    if holding.report is None or month not in holding.report.rows_by_month:
        return "-"
    return f"{'? ' if month in holding.doubtful else ''}{holding.report.rows_by_month[month]:,}"


def _show_rules(console: Console, holding: "Holding") -> None:
    lines = holding.lines()[1:] if holding.report is not None else [f"cannot be used: {holding.problem}"]
    if holding.doubtful:
        said = "; ".join(f"{month} ({why})" for month, why in holding.doubtful.items())
        lines.insert(0, f"months that cannot be whole, left out unless --keep-doubtful: {said}")
    if holding.gaps:
        lines.insert(0, f"months without a file: {', '.join(holding.gaps)}")
    if lines:
        console.print(f"\n{holding.name}", style="bold", markup=False)
    for line in lines:
        console.print(f"  {line}", markup=False, soft_wrap=True)


@command.command("encrypt")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="File to write.  [default: FILE.enc]")
def encrypt(file: Path, out: Path | None) -> None:
    """Write an encrypted copy of FILE; the plain file stays until you remove it.

    The key comes from CRIMS_ENCRYPTION_KEY, in the environment or in .env.
    """
    with translated():
        from microsim.storage.encryption import encrypt_file

        written = encrypt_file(file, out)
    Console(highlight=False).print(
        f"{written}  the plain {file} is still there", markup=False, soft_wrap=True
    )


@command.command("decrypt")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="File to write.  [default: FILE without .enc]")
def decrypt(file: Path, out: Path | None) -> None:
    """Write the plain content of FILE, readable by its owner only.

    Reading a table needs no such copy: give the .enc file itself. The key comes as for encrypt.
    """
    with translated():
        from microsim.storage.encryption import decrypt_file

        written = decrypt_file(file, out)
    Console(highlight=False).print(str(written), markup=False, soft_wrap=True)


@command.command("new-key")
@click.option(
    "--out",
    default=KEY_FILE,
    show_default=True,
    type=click.Path(path_type=Path),
    help="New file for the key, a line as .env has it.",
)
def new_key(out: Path) -> None:
    """Make a key and write it to a new file that only its owner can read; it is never shown.

    Whoever loses it loses what was encrypted with it: keep a copy in a safe place.
    """
    with translated():
        from microsim.storage.encryption import KEY_NAME, new_key_file

        written = new_key_file(out)
    Console(highlight=False).print(f"{KEY_NAME} is in {written}", markup=False, soft_wrap=True)


command.add_command(rhythm.command)
