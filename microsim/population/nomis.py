"""Census tables and projections from Nomis, as `ukcensusapi` and `ukpopulation` fetch them.

Nomis answers without a key, but may then cut long answers: areas are asked for in parts, and the rows of each
part are counted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from common.files import write_aside
from microsim.errors import DataError
from microsim.population.census_tables import ETHNICITIES
from microsim.reference.forces import Force
from microsim.reference.geography import Geography
from microsim.reference.strict_tables import read_table
from microsim.sources.fetch import DownloadError, Patience, fetch
from microsim.storage.packaged_data import data_dir

NOMIS = "https://www.nomisweb.co.uk"
SEX_AGE, ETHNICITY, PROJECTION = "DC1117EW", "DC2101EW", "NM_2006_1"
"""Census of 2011: sex by age; ethnic group by sex by age. Subnational population projections of England."""

PART = 100
"""Areas in one request."""

AGES = 86
PROJECTED_AGES = 91


def fetch_tables(
    force: Force,
    places: Geography,
    folder: Path,
    *,
    year: int = 2011,
    url: str = NOMIS,
    key: str | None = None,
    patience: Patience | None = None,
) -> tuple[Path, Path, Path | None]:
    """Download a force's tables by MSOA, unless they are there already.

    Args:
        folder: where the tables go, `<force>-sex-age.tsv` and so on.
        year: 2011 is the census; another year fetches the projection as well, which is of England only.
        url: of a server that answers as Nomis does.
        key: of one's own at Nomis (`uid`).

    Returns:
        Files of sex by age, of ethnicity, and of the projection if it was wanted.

    Raises:
        DownloadError: the server refuses, or an answer is cut.
    """
    areas = places.areas_of(force)["authority"]
    asker = _Asker(url.rstrip("/"), key, patience)
    sex_age = folder / f"{force.slug}-sex-age.tsv"
    ethnicity = folder / f"{force.slug}-ethnicity.tsv"
    fixed = {"date": "latest", "RURAL_URBAN": "0", "MEASURES": "20100", "C_SEX": "1,2"}
    if not sex_age.exists():
        query = {**fixed, "C_AGE": f"1...{AGES}", "select": "GEOGRAPHY_CODE,C_SEX,C_AGE,OBS_VALUE"}
        asker.table(asker.dataset(SEX_AGE), query, list(areas.index), 2 * AGES, sex_age)
    if not ethnicity.exists():
        groups = ",".join(map(str, ETHNICITIES))
        query = {**fixed, "C_AGE": "0", "C_ETHPUK11": groups}
        query["select"] = "GEOGRAPHY_CODE,C_SEX,C_ETHPUK11,OBS_VALUE"
        asker.table(asker.dataset(ETHNICITY), query, list(areas.index), 2 * len(ETHNICITIES), ethnicity)
    if year == 2011:
        return sex_age, ethnicity, None
    projection = folder / f"{force.slug}-projection-{year}.tsv"
    if not projection.exists():
        query = {"PROJECTED_YEAR": str(year), "GENDER": "1,2", "C_AGE": "101...191", "MEASURES": "20100"}
        query["select"] = "GEOGRAPHY_CODE,PROJECTED_YEAR_NAME,GENDER,C_AGE,OBS_VALUE"
        codes = _authority_codes(set(areas))
        asker.table(PROJECTION, query, codes, 2 * PROJECTED_AGES, projection, some=True)
    return sex_age, ethnicity, projection


class _Asker:
    """One server, asked for tables."""

    def __init__(self, url: str, key: str | None, patience: Patience | None) -> None:
        self._url, self._key, self._patience = url, key, patience

    def dataset(self, table: str) -> str:
        """Nomis' own number of a census table."""
        answer = self._get("def.sdmx.json", {"search": f"*{table}*"})
        try:
            return str(json.loads(answer)["structure"]["keyfamilies"]["keyfamily"][0]["id"])
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise DownloadError(f"{self._url}: expected the number of table {table}, got none") from error

    def table(
        self,
        dataset: str,
        query: dict[str, str],
        codes: Sequence[str],
        rows: int,
        target: Path,
        some: bool = False,
    ) -> None:
        """Write the rows of all codes to one file.

        Args:
            rows: that each code should have.
            some: whether codes may be without rows, as those of authorities that are no more.
        """
        lines: list[str] = []
        for begin in range(0, len(codes), PART):
            part = codes[begin : begin + PART]
            answer = self._get(f"{dataset}.data.tsv", {**query, "geography": ",".join(part)}).decode()
            header, *found = answer.splitlines()
            whole = len(found) % rows == 0 if some else len(found) == rows * len(part)
            if not whole:
                raise DownloadError(
                    f"{self._url}: expected {rows} rows of {dataset} for each of {len(part)} areas, got "
                    f"{len(found)}; answers without a key may be cut, so give one as NOMIS_API_KEY"
                )
            lines += found if lines else [header, *found]
        if len(lines) < 2:
            raise DataError(f"{self._url}: expected rows of {dataset}, got none")
        text = "\n".join(lines) + "\n"
        write_aside(target, lambda part: part.write_text(text, encoding="utf-8"))

    def _get(self, name: str, query: dict[str, str]) -> bytes:
        if self._key:
            query = {**query, "uid": self._key}
        with TemporaryDirectory() as folder:
            address = f"{self._url}/api/v01/dataset/{name}?{urlencode(sorted(query.items()), safe=',.*')}"
            return fetch(address, Path(folder) / "answer", patience=self._patience).read_bytes()


def _authority_codes(names: set[str]) -> list[str]:
    """Every code that the authorities have or had."""
    table = read_table(data_dir() / "authorities.csv", ("code", "name"))
    return sorted(table["code"][table["name"].isin(names)])
