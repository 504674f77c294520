"""What a page takes for granted in the folder where its commands are typed: files of the reader."""

import csv
import re
import shutil
import zipfile
from pathlib import Path

from tests.conftest import ROOT
from tests.docs.pages.blocks import Block

DURHAM = "police-uk/durham-2018-10-to-2019-02.zip"
CITY = "police-uk/city-of-london-2018-04-to-2020-03.zip"
REAL = {
    "archive.zip": (DURHAM, CITY),
    "durham.zip": (DURHAM,),
    "downloads/durham-to-2020-03.zip": (DURHAM,),
    "city.zip": (CITY,),
    "city-of-london.zip": (CITY,),
    "city-of-london-2018-04-to-2020-03.zip": (CITY,),
    "roads.json.gz": ("roads/city-of-london/overpass-drive-2024-02-17.json.gz",),
}
"""Files of real data, and what they are made of below the folder of real data."""
RUNS = {
    "docs/experiments.md": ("as-it-is", "fewer-officers"),
    "docs/dashboard.md": ("leeds",),
}
"""Runs that are there when the reader comes to a page."""
COPIED = {"own-offences.csv": "data/offences.csv", "own.csv": "data/victims.csv"}
PARTS = ("examples", "data", "netlogo")
"""Folders of a checkout that commands name."""

STAFFING = """replicates = 2
[scenario]
crimes = "{crimes}"
end = 2018-07-02
[factors]
staffing-factor = [1.0, 0.9, 0.8]
"""
FACTORS = """replicates = 1
design = "saltelli"
samples = 2
metrics = ["crimes", "metrics.hours-backlog.mean"]
[scenario]
crimes = "{crimes}"
end = "2018-07-01T06:00"
[factors]
arrest-chance = { low = 0.1, high = 0.3 }
staffing-factor = { low = 0.8, high = 1.0 }
"""


def missing(data: Path | None) -> set[str]:
    """The files of real data that cannot be had here."""
    return {
        name for name, parts in REAL.items() if data is None or not all((data / p).is_file() for p in parts)
    }


def lay_out(page: str, folder: Path, data: Path | None, run: Path) -> None:
    """Make the folder of a page: parts of a checkout, real data, runs and files of one's own.

    Args:
        page: its path in the project.
        folder: empty.
        data: the folder of real data, or None.
        run: a complete run, beside whose folder its `crimes.csv` lies.
    """
    for name in PARTS:
        (folder / name).symlink_to(ROOT / name)
    for name, source in COPIED.items():
        shutil.copy(ROOT / source, folder / name)
    for name in REAL.keys() - missing(data):
        assert data is not None
        (folder / name).parent.mkdir(exist_ok=True)
        _join(folder / name, [data / part for part in REAL[name]])
    for name in RUNS.get(page, ()):
        shutil.copytree(run, folder / "runs" / name)
    crimes = str(run.parent / "crimes.csv")
    for name, text in (("staffing.toml", STAFFING), ("factors.toml", FACTORS)):
        (folder / name).write_text(text.replace("{crimes}", crimes), encoding="utf-8")
    _census(folder)


def _join(target: Path, parts: list[Path]) -> None:
    """One archive of several; a single file is a link to it."""
    if len(parts) == 1:
        target.symlink_to(parts[0])
        return
    with zipfile.ZipFile(target, "w") as archive:
        for part in parts:
            with zipfile.ZipFile(part) as source:
                for name in source.namelist():
                    if not name.endswith("/"):
                        archive.writestr(name, source.read(name))


def _census(folder: Path) -> None:
    """People of Durham by area, sex and age, and by ethnicity: ten of each age, all of two groups."""
    from planning.geography.shipped import areas_of_force

    codes = areas_of_force("Durham", "2011").codes
    rows = [(code, sex, age, 10) for code in codes for sex in ("male", "female") for age in range(100)]
    groups = [(code, sex, kind, 500) for code in codes for sex in ("male", "female") for kind in ("a", "b")]
    for name, column, table in (("a.csv", "age", rows), ("e.csv", "ethnicity", groups)):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("area", "sex", column, "count"))
            writer.writerows(table)


def save(block: Block, text: str, folder: Path) -> None:
    """Write a block to the file that the page tells to save it as, if it does."""
    before, after = text.split(block.text, 1) if block.text in text else ("", "")
    near = before.rpartition("\n\n")[0].rpartition("\n\n")[2] + before.rpartition("\n\n")[2]
    told = re.search(r"[Ss]ave this as `([^`]+)`", near) or re.match(r"```\n\nSave it as `([^`]+)`", after)
    if told:
        (folder / told[1]).write_text(block.text, encoding="utf-8")
