"""What every report promises: one whole file that escapes what it is given and loads nothing."""

import re
from pathlib import Path

import pytest
from rich.table import Table as RichTable

from bridge.errors import RecordError, ScenarioError
from bridge.reports.page import (
    MOST_ROWS,
    Bullets,
    Code,
    Picture,
    Report,
    Section,
    Table,
    Text,
    from_rich,
    render,
    write_report,
)

NASTY = "<script>alert(1)</script>"


def report(*parts: Text | Bullets | Code | Table | Picture) -> Report:
    return Report(NASTY, "sub", [NASTY], [Section(NASTY, parts)], written="2026-01-01")


def test_what_it_is_given_is_text_and_never_markup() -> None:
    page = render(report(Text(NASTY), Bullets([NASTY]), Code(NASTY, NASTY), Table(NASTY, [NASTY], [[NASTY]])))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 8


def test_backticks_are_commands() -> None:
    assert "<code>crims run &lt;x&gt;</code>" in render(report(Text("Try `crims run <x>`.")))


def test_numbers_are_headed_and_the_rest_is_counted() -> None:
    rows = [[f"row {number}", "1"] for number in range(MOST_ROWS + 3)]
    page = render(report(Table("Rows", ["name", "count"], rows)))
    assert page.count('<th scope="row"') == MOST_ROWS
    assert "3 further rows are left out" in page
    assert '<th scope="col">count</th>' in page


def test_a_terminal_table_keeps_its_words_without_their_colours() -> None:
    table = RichTable(title="Work")
    table.add_column("pool")
    table.add_column("hours", justify="right")
    table.add_row("[bold]response[/]", "[red]3[/]")
    found = from_rich(table)
    assert (found.caption, found.head, found.rows, found.texts) == (
        "Work",
        ["pool", "hours"],
        [["response", "3"]],
        1,
    )


def test_a_report_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ScenarioError, match=r"end in \.html, got 'r\.pdf'"):
        write_report(report(), tmp_path / "r.pdf")
    (tmp_path / "file").write_text("x")
    with pytest.raises(RecordError, match="cannot write"):
        write_report(report(), tmp_path / "file" / "r.html")
    write_report(report(), tmp_path / "new" / "r.html")
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["r.html"]


def check_alone(page: str) -> None:
    """A page loads nothing, and its ids are unique."""
    assert not re.search(r'\b(src|href|xlink:href)="(?!#|data:)', page)
    assert "url(http" not in page
    assert "@import" not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
