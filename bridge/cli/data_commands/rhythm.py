"""`crims data rhythm`: the rhythm of the week, learned from timed records of one's own."""

from pathlib import Path

import click
from rich.console import Console

from bridge.demand.demand import translated
from bridge.errors import ScenarioError

PICTURES = (".png", ".svg", ".pdf")


@click.command("rhythm")
@click.argument("records", type=click.Path(path_type=Path))
@click.option("--time", required=True, metavar="COLUMN", help="Column of the times of the crimes.")
@click.option("--category", metavar="COLUMN", help="Column of categories.  [default: all are of one kind]")
@click.option(
    "--names",
    type=click.Path(path_type=Path),
    help="CSV with the columns name and category: what the file's own names of categories mean.",
)
@click.option(
    "--zone", default="Europe/London", show_default=True, help="Local time, for times with an offset."
)
@click.option("--month-first", is_flag=True, help="07/01/2018 is 1 July.  [default: 7 January]")
@click.option(
    "--known", type=click.Path(path_type=Path), help="Table to lean on.  [default: the packaged one]"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("rhythm.csv"),
    show_default=True,
    help="Table to write.",
)
@click.option("--picture", type=click.Path(path_type=Path), help="Picture to write: .png, .svg or .pdf.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing.")
def command(
    records: Path,
    time: str,
    category: str | None,
    names: Path | None,
    zone: str,
    month_first: bool,
    known: Path | None,
    out: Path,
    picture: Path | None,
    quiet: bool,
) -> None:
    """Learn the rhythm of the week from timed records, and write the table that --rhythm takes.

    RECORDS is a .csv, .csv.gz, .xlsx, .ods or .parquet file with one row for each crime. Hours of the week
    with few records lean on their hour of the day, their day of the week and the table known before.
    Categories may be those of data.police.uk, offence codes or offence names of the Home Office; --names
    translates others.

    \b
    Examples:
      crims data rhythm crimes.xlsx --time "Committed On" --category "Offence"
      crims data rhythm calls.csv --time created --category type --names names.csv --picture rhythm.png
    """
    if picture is not None and picture.suffix.lower() not in PICTURES:
        raise ScenarioError(f"expected --picture to end in {', '.join(PICTURES)}, got {picture.name!r}")
    console = Console(highlight=False, quiet=quiet)
    with console.status("learning"), translated():
        from microsim.rhythm.learned_table import learn_rhythm, write_rhythm
        from microsim.rhythm.timed_records import read_names, read_timed

        translation = None if names is None else read_names(names)
        timed = read_timed(records, time, category, names=translation, zone=zone, month_first=month_first)
        learned = learn_rhythm(timed, known)
        write_rhythm(learned, out, records.name)
        if picture is not None:
            from microsim.rhythm.rhythm_picture import draw_rhythm

            draw_rhythm(learned, picture)
    for note in learned.notes:
        console.print(f"note: {note}", style="dim", markup=False, soft_wrap=True)
    console.print(f"{len(timed.time):,} records in {out}  use it with --rhythm", markup=False, soft_wrap=True)
