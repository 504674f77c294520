"""Objects as small HTML tables, for notebooks."""

from collections.abc import Mapping
from html import escape


def figures_table(title: str, figures: Mapping[str, object], note: str = "") -> str:
    """A heading, a table of names and values, and a line of text below it; everything is escaped."""
    rows = "".join(
        f'<tr><th style="text-align:left">{escape(name)}</th>'
        f'<td style="text-align:left">{escape(str(value))}</td></tr>'
        for name, value in figures.items()
    )
    below = f"<div><small>{escape(note)}</small></div>" if note else ""
    return f"<div><b>{escape(title)}</b><table>{rows}</table>{below}</div>"
