"""A report as a page: its parts, and the one self-contained HTML file that they become.

Nothing is loaded from elsewhere; pictures are SVG inside the page, in ink that follows a dark screen; each
has its numbers below it. All text is escaped by the template.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bridge.base.fingerprints import versions_of
from bridge.base.wall_clock import now
from bridge.base.whole_files import guarded, make_folders, write_text
from bridge.errors import ScenarioError

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup
    from matplotlib.figure import Figure
    from rich.table import Table as RichTable

TEMPLATES = Path(__file__).parent / "templates"
ENDINGS = (".html", ".htm")
MOST_ROWS = 1_500
"""Rows of a table in a page; the others are said to be left out."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Bullets:
    """Sentences, one below the other."""

    items: Sequence[str]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True, slots=True)
class Code:
    """Commands or a file, to be copied."""

    text: str
    label: str
    kind: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts; all columns but the first `texts` ones are numbers and stand at the right."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int = 1
    folded: bool = False
    """Whether it is open only on demand (always in print)."""
    marked: frozenset[tuple[int, int]] = frozenset()
    """Cells (row, column) that stand out."""
    kind: Literal["table"] = "table"

    @property
    def shown(self) -> Sequence[Sequence[str]]:
        """The rows of the page."""
        return self.rows[:MOST_ROWS]

    @property
    def left_out(self) -> int:
        """Rows that the page leaves out."""
        return max(0, len(self.rows) - MOST_ROWS)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what it shows in words, and the numbers behind it."""

    title: str
    caption: str
    svg: str
    numbers: Table | None = None
    kind: Literal["picture"] = "picture"


Part = Text | Bullets | Code | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is below it."""

    title: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole page."""

    title: str
    subtitle: str
    findings: Sequence[str]
    """What came out, in sentences; at the top."""
    sections: Sequence[Section]
    tone: Literal["neutral", "good", "bad"] = "neutral"
    """Colour of the findings, where they are a verdict."""
    written: str = field(default_factory=now)
    """When, UTC."""


def render(report: Report) -> str:
    """The page as HTML text."""
    template = _environment().get_template("report.html")
    return template.render(report=report, version=versions_of(("crims-bridge",)).get("crims-bridge", ""))


def write_report(report: Report, path: Path) -> None:
    """Write the page, whole or not at all; its folder is made where missing.

    Raises:
        ScenarioError: a name that no browser opens as a page.
        RecordError: it cannot be written.
    """
    require_html(path)
    with guarded(path):
        make_folders(path.parent)
    write_text(path, render(report))


def require_html(path: Path) -> None:
    """Refuse a name that does not end in .html.

    Raises:
        ScenarioError: it does not.
    """
    if path.suffix.lower() not in ENDINGS:
        raise ScenarioError(f"expected --out to end in .html, got {path.name!r}")


def picture(title: str, caption: str, figure: "Figure", numbers: Table | None = None) -> Picture:
    """A matplotlib figure as a part of a page."""
    from microsim.drawing import inline_svg

    return Picture(title, caption, inline_svg(figure, title), numbers)


def from_rich(table: "RichTable", folded: bool = False) -> Table:
    """A table of the terminal as a part of a page, without its colours."""
    from rich.text import Text as RichText

    columns = [
        [cell if isinstance(cell, str) else str(cell) for cell in column.cells] for column in table.columns
    ]
    rows = [[RichText.from_markup(cell).plain for cell in row] for row in zip(*columns, strict=True)]
    texts = next((at for at, one in enumerate(table.columns) if one.justify == "right"), len(columns))
    return Table(str(table.title or ""), [str(one.header) for one in table.columns], rows, texts, folded)


def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = prose
    return environment


def prose(text: str) -> "Markup":
    """Escaped text in which what stands between backticks is code."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))
