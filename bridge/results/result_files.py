"""The results of a complete run, from the exchanges of its record: tables, summary and picture.

The record holds the burn-in as well; the result files begin at the run's start. Apart from the run, which
ends when the record is complete.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path

import msgspec

from bridge.base.whole_files import aside, write_text
from bridge.coupling.coupler import Exchange
from bridge.police.table_columns import TableColumns
from bridge.record.record import PICTURE, SUMMARY, RunDirectory
from bridge.record.run_tables import Assembly
from bridge.results.metric_names import grows
from bridge.results.model_tables import write_model_tables
from bridge.results.summary import Summariser, Summary
from bridge.scenario.scenario import Scenario


def write_results(exchanges: Iterable[Exchange], folder: Path, start: datetime) -> Summary:
    """Write the Parquet files and `summary.json` of a complete run, its burn-in left out.

    Args:
        exchanges: of the whole record.
        start: where the results begin; an exchange before it is the burn-in's.

    Raises:
        RecordError: the folder cannot be written.
    """
    exchanges, since = _minutes_before(exchanges, start)
    summariser = Summariser(since)
    with Assembly(folder, start) as assembly:
        for counted, last in counted_from(exchanges, start):
            assembly.append(counted, last)
            summariser.add(counted)
    summary = summariser.result()
    write_text(folder / SUMMARY, msgspec.json.format(msgspec.json.encode(summary), indent=2).decode() + "\n")
    return summary


def write_run(
    directory: RunDirectory, exchanges: Iterable[Exchange], still_open: Sequence[TableColumns] = ()
) -> Summary:
    """Write every table and `summary.json` of a run whose record is complete, and note in its manifest what
    the model says of it.

    Args:
        directory: of the run; its manifest is not saved.
        exchanges: of the whole record.
        still_open: rows for the model's tables that are not in the record.

    Raises:
        RecordError: the folder cannot be written.
    """
    scenario, manifest = directory.manifest.options, directory.manifest
    manifest.model_tables = write_model_tables(
        lambda: chain(directory.table_columns(), [list(still_open)] if still_open else []),
        directory.folder,
        scenario.begin,
        scenario.start,
        sum(1 for one in scenario.windows() if one.end <= scenario.start),
    )
    summary = write_results(_with_open(exchanges, still_open), directory.folder, scenario.start)
    manifest.model_notes = summary.notes
    return summary


def _with_open(exchanges: Iterable[Exchange], still_open: Sequence[TableColumns]) -> Iterator[Exchange]:
    """The same exchanges, the last one with the rows that are not in the record."""
    rest = iter(exchanges)
    last = next(rest, None)
    for exchange in rest:
        if last is not None:
            yield last
        last = exchange
    if last is not None:
        yield replace(last, tables=[*last.tables, *still_open]) if still_open else last


def summarise(exchanges: Iterable[Exchange], start: datetime) -> Summary:
    """The summary that `write_results` would write, and nothing on the disk."""
    exchanges, since = _minutes_before(exchanges, start)
    summariser = Summariser(since)
    for counted, _ in counted_from(exchanges, start):
        summariser.add(counted)
    return summariser.result()


def _minutes_before(exchanges: Iterable[Exchange], start: datetime) -> tuple[Iterable[Exchange], float]:
    """The same exchanges, and how many minutes of burn-in they begin with."""
    rest = iter(exchanges)
    first = next(rest, None)
    if first is None:
        return (), 0.0
    return chain([first], rest), max(0.0, (start - first.window.start).total_seconds() / 60)


def counted_from(
    exchanges: Iterable[Exchange], start: datetime
) -> Iterator[tuple[Exchange, Exchange | None]]:
    """The exchanges of the results, counted from their start, each with the last one of the burn-in."""
    last: Exchange | None = None
    for exchange in exchanges:
        if exchange.window.end <= start:
            last = exchange
            continue
        yield (exchange if last is None else counted_after(last, exchange)), last


def counted_after(last: Exchange, exchange: Exchange) -> Exchange:
    """The exchange with every metric that only grows counted from the end of `last` on."""
    base = {name: value for name, value in last.metrics[-1].items() if grows(name)}
    metrics = [
        {name: value - base.get(name, 0.0) for name, value in hour.items()} for hour in exchange.metrics
    ]
    return replace(exchange, metrics=metrics)


def draw_summary(folder: Path, scenario: Scenario, summary: Summary | None = None) -> None:
    """Draw the picture of a run whose tables are written.

    Raises:
        RecordError: the folder cannot be written.
    """
    from bridge.results.picture import draw  # late: matplotlib is needed once, at the end

    title = f"{', '.join(scenario.areas) or scenario.force}, {scenario.model_path.stem}, seed {scenario.seed}"
    with aside(folder / PICTURE) as path:
        draw(folder, path, title, scenario, "" if summary is None else in_a_sentence(summary))


def in_a_sentence(summary: Summary) -> str:
    """What a run came to, for the head of its picture."""
    weights = {category: count for category, count in summary.by_category.items() if count}
    total = sum(weights.values()) or 1
    factor = sum(summary.loading[category].last * count for category, count in weights.items()) / total
    parts = [f"{summary.crimes:,} crimes in {summary.hours / 24:g} days"]
    response = summary.response
    first = None if response is None else response.priorities["1"]
    if first is not None and first.mean is not None:
        parts.append(
            f"emergencies were reached in {first.mean:.1f} minutes on average, "
            f"{first.within['15']:.0%} within 15"
            + (f", {first.share_waiting:.1%} not yet" if first.waiting else "")
        )
    if response is not None and response.utilisation is not None:
        parts.append(f"units were busy {response.utilisation:.0%} of their time")
    parts.append(f"the last loading is {factor:.3f} of the observed rates")
    return "; ".join(parts) + "."
