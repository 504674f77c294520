"""From timed records to the table that `--rhythm` takes, with what a reader should know of it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from common.files import write_aside
from microsim.offences.rhythm import HOURS_OF_WEEK, read_category_rhythm
from microsim.reference.known_names import CATEGORIES
from microsim.rhythm.learning import covered_hours, learn
from microsim.rhythm.timed_records import TimedRecords

FloatArray = npt.NDArray[np.float64]

FEW = 500
"""Categories with fewer records than this lean on the known rhythm noticeably, and are named."""


@dataclass(frozen=True)
class LearnedRhythm:
    """The rhythm of each category and what it was learned from; axes: category, hour of the week."""

    weights: FloatArray
    """Averaging to 1 over the week, shape (categories, 168)."""
    known: FloatArray
    """The rhythm that thin cells lean on, likewise."""
    observed: FloatArray
    """Records per time that the hour came, averaging to 1 over the covered hours; NaN where there is none."""
    records: tuple[int, ...]
    """Records of each category; the same for all where they are of one kind."""
    one_kind: bool
    """Whether the records have no category."""
    notes: tuple[str, ...]


def learn_rhythm(records: TimedRecords, known: Path | None = None) -> LearnedRhythm:
    """Learn the rhythm of the week from timed records.

    Args:
        known: the table that thin cells lean on; None is the packaged one.

    Records without a category change the rhythms of all categories alike, by the ratio of what they show to
    the mean of all known rhythms.
    """
    counts, before = records.counts(), read_category_rhythm(known)
    before = before / before.mean(axis=1, keepdims=True)
    mean = before.mean(axis=0, keepdims=True)
    covered = covered_hours(counts, mean if records.category is None else before)
    exposure = np.where(covered, records.exposure(), 0.0)
    if records.category is None:
        weights = before * (learn(counts, exposure, mean) / mean)
        weights /= weights.mean(axis=1, keepdims=True)
        counts = np.repeat(counts, len(CATEGORIES), axis=0)
    else:
        weights = learn(counts, exposure, before)
    rate = np.divide(counts, exposure, out=np.full_like(counts, np.nan), where=exposure > 0)
    mean_rate = np.nanmean(rate, axis=1, keepdims=True)
    observed = np.divide(rate, mean_rate, out=np.full_like(rate, np.nan), where=mean_rate > 0)
    total = tuple(int(number) for number in counts.sum(axis=1))
    notes = _notes(records, total, covered)
    return LearnedRhythm(weights, before, observed, total, records.category is None, notes)


def write_rhythm(learned: LearnedRhythm, path: Path, source: str) -> Path:
    """Write the table: `category`, `code` (empty), 168 weights, `source`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["category", "code", *HOURS_OF_WEEK, "source"])
    for category, weights, number in zip(CATEGORIES, learned.weights, learned.records, strict=True):
        told = f"{number} records of {source}" if number else "as known before"
        writer.writerow([category, "", *(f"{weight:.4f}" for weight in weights), told])
    return write_aside(path, lambda part: part.write_text(text.getvalue(), encoding="utf-8"))


def _notes(records: TimedRecords, total: tuple[int, ...], covered: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    notes = list(records.notes)
    if not covered.all():
        notes.append(
            f"{int((~covered).sum())} of 168 hours of the week have no record: they keep the known rhythm"
        )
    if records.category is None:
        return (*notes, "no category: the rhythms of all categories change alike")
    none = [name for name, number in zip(CATEGORIES, total, strict=True) if not number]
    few = [name for name, number in zip(CATEGORIES, total, strict=True) if 0 < number < FEW]
    if none:
        notes.append(f"without records, as known before: {', '.join(none)}")
    if few:
        notes.append(f"fewer than {FEW} records, drawn towards the known rhythm: {', '.join(few)}")
    return tuple(notes)
