"""Small parts that all views are made of: text, tables, downloads, in the look of the page."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import panel as pn

Form = Callable[[Any], str]
PAGE = Path(__file__).parent / "page"
PARTS_CSS = (PAGE / "parts.css").read_text(encoding="utf-8")


def html(text: str, **options: Any) -> pn.pane.HTML:
    """Markup of ours; whatever was written by others must be escaped before."""
    return pn.pane.HTML(text, sizing_mode="stretch_width", stylesheets=[PARTS_CSS], **options)


def heading(text: str) -> pn.pane.HTML:
    """A heading below the page's."""
    return html(f"<h2>{escape(text)}</h2>")


def sentences(texts: Sequence[str], kind: str = "note") -> pn.pane.HTML:
    """Paragraphs."""
    return html("".join(f'<p class="{kind}">{escape(one)}</p>' for one in texts))


def table_html(
    frame: pd.DataFrame, caption: str, formats: Mapping[str, str | Form] | None = None, links: str = ""
) -> str:
    """A frame as an accessible table.

    Args:
        formats: column -> format of its numbers, or what writes one.
        links: name of a column whose texts are markup of ours.
    """
    formats = formats or {}
    heads = "".join(
        f'<th scope="col" class="{_class(frame[name])}">{escape(str(name))}</th>' for name in frame.columns
    )
    columns = [
        [_cell(value, formats.get(str(name), ""), name == links) for value in frame[name]] for name in frame
    ]
    classes = [_class(frame[name]) for name in frame]
    rows = "".join(
        "<tr>"
        + "".join(f'<td class="{kind}">{cell}</td>' for kind, cell in zip(classes, row, strict=True))
        + "</tr>"
        for row in zip(*columns, strict=True)
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table><caption>'
        f"{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _class(column: pd.Series) -> str:
    if pd.api.types.is_datetime64_any_dtype(column):
        return "text when"
    return "" if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column) else "text"


def _cell(value: Any, form: "str | Form", markup: bool) -> str:
    if markup:
        return str(value)
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return "–"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d %H:%M}"
    if callable(form):
        return escape(form(value))
    return escape(format(value, form) if form else str(value))


def figures(value: float) -> str:
    """Four figures of a number, or all those before its point."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"


def download(label: str, name: str, make: Callable[[], bytes]) -> pn.widgets.FileDownload:
    """A button that hands over a file, made when it is pressed."""
    return pn.widgets.FileDownload(
        callback=lambda: BytesIO(make()),
        filename=name,
        label=label,
        button_type="default",
        embed=False,
        stylesheets=[PARTS_CSS],
        width=120,
    )


def in_steps(work: Iterator[None]) -> None:
    """Do what a generator does, one step at a time: between two of them the server answers its other viewers,
    whose clicks would otherwise wait for all of it."""
    document = pn.state.curdoc
    if document is None or document.session_context is None:
        deque(work, maxlen=0)
        return

    def step() -> None:
        if next(work, work) is not work:
            document.add_next_tick_callback(step)

    step()


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A frame as CSV, UTF-8."""
    text = StringIO()
    frame.to_csv(text, index=False)
    return text.getvalue().encode()


def select(label: str, options: Any, value: Any = None, **more: Any) -> pn.widgets.Select:
    """A choice with a label."""
    given = {} if value is None else {"value": value}
    return pn.widgets.Select(name=label, options=options, stylesheets=[PARTS_CSS], **given, **more)


def button(label: str, primary: bool = False, **more: Any) -> pn.widgets.Button:
    """A button."""
    return pn.widgets.Button(
        name=label, button_type="primary" if primary else "default", stylesheets=[PARTS_CSS], **more
    )
