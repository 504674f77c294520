"""The dashboard's page: what its address asks for becomes a view."""

import logging
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import panel as pn

from bridge.base.tiles import TileServer
from bridge.errors import BridgeError
from bridge.ui.access import THEME
from bridge.ui.data.catalog import entry_of
from bridge.ui.jobs import Jobs
from bridge.ui.parts import PAGE, html
from bridge.ui.style import LOOKS, Look
from bridge.ui.views import (
    catalog_view,
    compare_view,
    forecast_view,
    new_view,
    plan_view,
    quality_view,
    run_view,
)
from planning.errors import PlanningError

log = logging.getLogger(__name__)
TEMPLATE = (PAGE / "template.html").read_text(encoding="utf-8")


def page(folder: Path, jobs: Jobs, tiles: TileServer | None = None) -> pn.Template:
    """The page of one session."""
    asked = {name: values[0].decode() for name, values in pn.state.session_args.items() if values}
    look = replace(LOOKS.get(pn.state.cookies.get(THEME, ""), LOOKS["light"]), tiles=tiles)
    title, content = _content(folder, jobs, asked, look)
    template = pn.Template(TEMPLATE, location=True)
    template.add_variable("page_css", (PAGE / "page.css").read_text(encoding="utf-8"))
    template.add_variable("page_js", (PAGE / "page.js").read_text(encoding="utf-8"))
    template.add_variable("page_title", escape(title))
    template.add_panel("content", content)
    return template


def _content(folder: Path, jobs: Jobs, asked: dict[str, str], look: Look) -> tuple[str, Any]:
    """Title and content; an expected error is said where the content would be."""
    try:
        return view_of(folder, jobs, asked, look)
    except (BridgeError, PlanningError) as error:
        return "This cannot be shown", html(
            f'<p class="bad">{escape(str(error))}</p><p><a href="/">All results</a></p>'
        )
    except Exception:
        log.exception("the dashboard's page %s", asked)
        return "An error of the dashboard itself", html('<p class="bad">See the log of crims ui.</p>')


def view_of(folder: Path, jobs: Jobs, asked: dict[str, str], look: Look) -> tuple[str, Any]:
    """What an address asks for: title and content.

    Raises:
        BridgeError: there is no such thing, or it cannot be read.
    """
    if "show" in asked:
        entry = entry_of(folder, asked["show"])
        if entry.kind == "run":
            return run_view.view(entry, jobs, asked, look)
        if entry.kind == "experiment":
            return compare_view.experiment(entry, jobs, look)
        if entry.kind == "score":
            return plan_view.score(folder, entry, jobs, look)
        if entry.kind == "plan":
            return plan_view.plan(folder, entry, asked, look)
        return forecast_view.view(entry, look)
    views = {
        "compare": lambda: compare_view.chosen(folder, asked, look),
        "new": lambda: new_view.view(folder, jobs, asked),
        "quality": lambda: quality_view.view(asked, look),
    }
    return views.get(asked.get("view", ""), lambda: catalog_view.view(folder, jobs))()
