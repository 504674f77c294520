"""The published sources, and how to get from them just what the model needs.

Downloads land in the layout that `load_crimes` and `fit` read. Addresses are in one place, and each can be
given another, for a mirror or a test.
"""

from __future__ import annotations

import logging
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from common.files import write_aside
from microsim.errors import DataError
from microsim.reference.forces import Force, find_force
from microsim.reference.known_names import known
from microsim.sources.fetch import DownloadError, Patience, Progress, fetch
from microsim.street.archive import DAMAGED, STREET_FILE, check_member_names, require_size

log = logging.getLogger(__name__)

POLICE_UK = "https://data.police.uk/data/archive/{month}.zip"
"""An archive holds the three years up to its month, of all forces; about 1.5 GB. The page that lists the
archives has the address without the file's name."""

MSOA_BOUNDARIES = (
    "https://opendata.arcgis.com/datasets/c661a8377e2647b0bae68c4911df868b_3.zip"
    "?outSR=%7B%22latestWkid%22%3A27700%2C%22wkid%22%3A27700%7D"
)
"""ONS: MSOA (December 2011) boundaries of England and Wales, super-generalised, clipped to the coastline."""

HOME_OFFICE = (
    "https://assets.publishing.service.gov.uk/government/uploads/system/uploads/attachment_data/file/928924/"
    "prc-pfa-mar2013-onwards-tables.ods"
)
"""Home Office: police recorded crime open data by police force area, from March 2013, one sheet a year."""

ARCHIVE_NAME = re.compile(r"(\d{4}-\d{2})\.zip")
MD5 = re.compile(r"\b[0-9a-fA-F]{32}\b")


def fetch_archive(
    month: str,
    forces: Iterable[str],
    folder: Path,
    *,
    url: str = POLICE_UK,
    keep_archive: bool = False,
    md5: str | None = None,
    progress: Progress | None = None,
    patience: Patience | None = None,
) -> list[Path]:
    """Download an archive of data.police.uk and keep the street-level files of some forces.

    Args:
        month: the archive's name, `YYYY-MM`.
        forces: in any spelling.
        folder: gets one zip per force, `<slug>-to-<month>.zip`, in the archive's layout.
        url: with `{month}` where the month goes.
        keep_archive: leave the whole archive beside them.
        md5: the archive's checksum; without one, that of the page that lists the archives (`archive_md5`).

    Returns:
        The zips, one per force. A force whose zip is there already is not asked for again.

    Raises:
        UnknownNameError: an unknown force.
        DataError: a month that is none, a failed download, or an archive without a force.
    """
    _require_month(month)
    wanted = [find_force(name) for name in forces]
    if not wanted:
        raise DataError("expected at least one force whose files to keep, got none")
    targets = {force: folder / f"{force.slug}-to-{month}.zip" for force in wanted}
    missing = [force for force, target in targets.items() if not target.exists()]
    if missing:
        whole = folder / f"archive-{month}.zip"
        md5 = md5 or archive_md5(month, url=url, patience=patience)
        fetch(url.format(month=month), whole, md5=md5, progress=progress, patience=patience)
        for force in missing:
            write_aside(targets[force], _keeper(whole, force))
        if not keep_archive:
            whole.unlink()
    return list(targets.values())


def archive_md5(month: str, *, url: str = POLICE_UK, patience: Patience | None = None) -> str | None:
    """The MD5 sum that the page listing the archives shows for one of them.

    None, with a warning in the log, where the page cannot be had or shows none: the length is still verified.
    """
    page = url.rpartition("/")[0] + "/"
    with TemporaryDirectory() as folder:
        try:
            text = fetch(page, Path(folder, "page.html"), patience=patience).read_text("utf-8", "replace")
        except DownloadError as error:
            log.warning("no checksum of archive %s: %s", month, error)
            return None
    # Between the link to an archive and the next link stands its sum; nothing else is known of the page.
    _, *entries = ARCHIVE_NAME.split(text)
    for name, entry in zip(entries[::2], entries[1::2], strict=True):
        if name == month and (found := MD5.search(entry)):
            return found[0]
    log.warning("no checksum of archive %s: %s shows none", month, page)
    return None


def fetch_boundaries(
    folder: Path,
    *,
    url: str = MSOA_BOUNDARIES,
    progress: Progress | None = None,
    patience: Patience | None = None,
) -> Path:
    """Download the MSOA boundaries, a zipped shapefile, to `msoa-2011.zip`."""
    return fetch(url, folder / "msoa-2011.zip", progress=progress, patience=patience)


def fetch_home_office(
    folder: Path,
    *,
    url: str = HOME_OFFICE,
    progress: Progress | None = None,
    patience: Patience | None = None,
) -> Path:
    """Download the Home Office's offences by force, a spreadsheet, to `recorded-offences.ods`."""
    return fetch(url, folder / "recorded-offences.ods", progress=progress, patience=patience)


def _require_month(month: str) -> None:
    try:
        first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    except ValueError as error:
        raise DataError(f"expected a month as YYYY-MM, got {month!r}") from error
    if first.strftime("%Y-%m") != month:
        raise DataError(f"expected a month as YYYY-MM, got {month!r}")


def _keeper(whole: Path, force: Force) -> Callable[[Path], None]:
    """A writer of a zip with the force's street files only."""

    def keep(part: Path) -> None:
        try:
            with zipfile.ZipFile(whole) as source, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as target:
                check_member_names(whole.name, source)
                slugs = set()
                for name in source.namelist():
                    match = STREET_FILE.fullmatch(PurePosixPath(name).name)
                    slugs.add(match.group(2) if match else "")
                    if match and match.group(2) == force.slug:
                        require_size(whole.name, source.getinfo(name))
                        # A fixed date makes the same archive give the same bytes.
                        target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
        except DAMAGED as error:
            whole.unlink(missing_ok=True)  # else the next try would take it for a finished download
            raise DataError(
                f"{whole.name}: expected a zip file, got a damaged or other one ({error}); it was removed"
            ) from error
        if force.slug not in slugs:
            raise DataError(
                f"{whole}: expected files of {force.slug!r}, got none{known(sorted(slugs - {''}))}"
            )

    return keep
