"""All results of the folder, kept up to date."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import panel as pn

from bridge.ui.data.catalog import Entry, find_entries
from bridge.ui.jobs import Jobs
from bridge.ui.parts import html, table_html

PERIOD_MS = 3000
TITLES = {
    "run": "Runs",
    "experiment": "Experiments",
    "score": "Scores of plans",
    "plan": "Plans",
    "forecast": "Forecasts",
}


def view(folder: Path, jobs: Jobs) -> tuple[str, Any]:
    """A table for each kind, and what has been started from here."""
    shown = html(listing(find_entries(folder), jobs, folder))

    def look() -> None:
        now = listing(find_entries(folder), jobs, folder)
        if now != shown.object:
            shown.object = now

    pn.state.add_periodic_callback(look, PERIOD_MS)
    return "Results", shown


def listing(entries: Sequence[Entry], jobs: Jobs, folder: Path) -> str:
    """The tables as markup."""
    waiting = [job for job in jobs.all() if job.state in ("running", "failed")]
    known = {one.name for one in entries}
    parts = [
        f'<p role="status">{escape(job.name)}: {job.state}</p>'
        f"<pre>{escape(chr(10).join(job.last_lines))}</pre>"
        for job in waiting
        if job.name not in known
    ]
    for kind, title in TITLES.items():
        mine = [one for one in entries if one.kind == kind]
        if mine:
            parts.append(f'<div class="listing">{table_html(_frame(mine), title, links="name")}</div>')
    if not parts:
        parts = [
            f"<p>There is nothing in {escape(str(folder))} yet. "
            '<a href="/?view=new">Start a run</a>, or make one with <code>crims run</code>.</p>'
        ]
    return "".join(parts)


def _frame(entries: Sequence[Entry]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [f'<a href="{link(one.name)}">{escape(one.name)}</a>' for one in entries],
            "what": [one.about for one in entries],
            "state": [
                one.state if one.state in ("", "complete") else f"{one.state}, {one.progress:.0%}"
                for one in entries
            ],
            "changed (UTC)": [one.when for one in entries],
        }
    )


def link(name: str) -> str:
    """The address of one thing."""
    return f"/?show={quote(name, safe='')}"
