"""The short tables at the end of a run.

They show crimes by category with their loading, the pools of officers, and the incidents by priority. A table
whose metrics the model does not report is left out.
"""

from collections.abc import Iterator

from rich.table import Table

from bridge.results.metric_names import BACKLOG, DELIVERED, DEMANDED, hyphenated, members, pools, priorities
from bridge.results.response import WITHIN, Response
from bridge.results.summary import Summary

MOST_DISTRICTS = 12
"""Districts shown; the others are in summary.json."""


def tables(summary: Summary) -> Iterator[Table]:
    """The tables that this run can fill."""
    yield categories_table(summary)
    if pools(summary.metrics):
        yield pools_table(summary)
    if priorities(summary.metrics):
        yield priorities_table(summary)
    if summary.response is not None:
        yield response_table(summary.response)
        yield districts_table(summary.response)
    if summary.notes:
        yield notes_table(summary.notes)


def categories_table(summary: Summary) -> Table:
    """Crimes, person-hours and final loading of each category."""
    prefixes = (DEMANDED, DELIVERED, BACKLOG)
    known = any(members(summary.metrics, prefix) for prefix in prefixes)
    shown = prefixes if known else ()
    period = f"{summary.start:%d %b %Y} to {summary.end:%d %b %Y}"
    table = _table(f"Crimes by category, {period}" + ("; work in person-hours" if known else ""))
    table.add_column("category", no_wrap=True)
    for heading in ("crimes", *(prefix.removeprefix("hours-") for prefix in shown), "loading"):
        table.add_column(heading, justify="right", no_wrap=True)
    for category, count in summary.by_category.items():
        suffix = hyphenated(category)
        work = [_last(summary, f"{prefix}-{suffix}", ",.0f") for prefix in shown]
        table.add_row(category, f"{count:,}", *work, _factor(summary.loading[category].last))
    table.add_section()
    total = [_last(summary, prefix, ",.0f") for prefix in shown]
    table.add_row("all", f"{summary.crimes:,}", *total, "", style="bold")
    return table


def _factor(loading: float) -> str:
    """A final loading factor, coloured by its direction."""
    colour = "yellow" if loading > 1 else "green" if loading < 1 else "default"
    return f"[{colour}]{loading:.3f}[/]"


def pools_table(summary: Summary) -> Table:
    """Use of each pool of officers."""
    table = _table("Officers by pool")
    table.add_column("pool")
    for heading in ("in use, mean", "peak", "at the end", "on duty, mean", "backlog hours"):
        table.add_column(heading, justify="right")
    on_duty = members(summary.metrics, "on-duty")
    for pool, name in pools(summary.metrics).items():
        use = summary.metrics[name]
        officers = f"{summary.metrics[on_duty[pool]].mean:,.0f}" if pool in on_duty else "-"
        table.add_row(
            pool,
            f"{use.mean:.0%}",
            f"{use.maximum:.0%}",
            f"{use.last:.0%}",
            officers,
            _last(summary, f"{BACKLOG}-{pool}", ",.0f"),
        )
    return table


def priorities_table(summary: Summary) -> Table:
    """Response time and what is open, by priority."""
    columns = ("attended", "waiting", "ongoing", "paused")
    table = _table("Incidents by priority")
    table.add_column("priority")
    for heading in ("mean hours to attendance", *columns):
        table.add_column(heading, justify="right")
    for priority, name in priorities(summary.metrics).items():
        attended = summary.metrics.get(f"attended-{priority}")
        nobody = attended is not None and attended.last == 0
        mean = "-" if nobody else f"{summary.metrics[name].last:.2f}"
        table.add_row(priority, mean, *(_last(summary, f"{column}-{priority}", ",.0f") for column in columns))
    return table


def response_table(response: Response) -> Table:
    """Minutes of the response by priority; shares are of those attended, but for those still waiting."""
    table = _table("Response by priority, minutes from report")
    table.padding = (0, 1, 0, 0)
    table.add_column("", no_wrap=True)
    limits = [f"<={limit}" for limit in WITHIN]
    for heading in ("incidents", "waiting", "mean", "median", "90 %", "queue", "travel", *limits, "crossed"):
        table.add_column(heading, justify="right", no_wrap=True)
    for priority, one in response.priorities.items():
        minutes = (one.mean, one.median, one.percentile_90, one.queueing, one.travel)
        shares = (*(one.within.get(str(limit)) for limit in WITHIN), one.crossed_district)
        table.add_row(
            priority,
            f"{one.incidents:,}",
            f"{one.waiting:,} ({one.share_waiting:.1%})" if one.waiting else "0",
            *("-" if minute is None else f"{minute:,.1f}" for minute in minutes),
            *("-" if share is None else f"{share:.0%}" for share in shares),
        )
    return table


def districts_table(response: Response) -> Table:
    """Work of the districts' units, the busiest first."""
    spread = response.workload_deviation
    title = "Work by district" + ("" if spread is None else f" (deviation of shares {spread:.4f})")
    table = _table(title)
    table.add_column("district")
    for heading in ("unit-hours", "share", "in use", "patrol hours"):
        table.add_column(heading, justify="right")
    ranked = sorted(response.districts.items(), key=lambda one: -one[1].hours)
    for district, one in ranked[:MOST_DISTRICTS]:
        table.add_row(
            district,
            f"{one.hours:,.0f}",
            f"{one.share:.1%}",
            f"{one.utilisation:.0%}",
            f"{one.patrol_hours:,.0f}",
        )
    if len(ranked) > MOST_DISTRICTS:
        table.add_row(f"and {len(ranked) - MOST_DISTRICTS} more", "", "", "", "")
    table.add_section()
    busy = "-" if response.utilisation is None else f"{response.utilisation:.0%}"
    total = sum(one.hours for one in response.districts.values())
    table.add_row("all", f"{total:,.0f}", "", busy, f"{response.patrol_hours or 0:,.0f}", style="bold")
    return table


def notes_table(notes: dict[str, float]) -> Table:
    """What the model says a reader must know."""
    table = _table("The model notes")
    table.add_column("times", justify="right")
    table.add_column("what")
    for text, count in notes.items():
        table.add_row(f"{count:,g}", text)
    return table


def _last(summary: Summary, name: str, form: str) -> str:
    return format(summary.metrics[name].last, form) if name in summary.metrics else "-"


def _table(title: str) -> Table:
    return Table(
        title=title, title_justify="left", title_style="bold", header_style="dim", box=None, pad_edge=False
    )
