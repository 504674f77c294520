"""Learning a rhythm: it finds the true one, and few records change little."""

from __future__ import annotations

import numpy as np
import pytest

from microsim.offences.rhythm import read_category_rhythm
from microsim.reference.known_names import CATEGORIES
from microsim.rhythm.learning import learn, smoothed

HOURS = np.arange(168)
KNOWN = read_category_rhythm()[[CATEGORIES.index("burglary"), CATEGORIES.index("robbery")]]
KNOWN = KNOWN / KNOWN.mean(axis=1, keepdims=True)
TRUE = KNOWN * (1 + 0.5 * np.sin(2 * np.pi * (HOURS % 24) / 24)) * np.repeat([1, 1, 1, 1, 1.3, 1.6, 0.7], 24)
TRUE = TRUE / TRUE.mean(axis=1, keepdims=True)
EVEN = np.full(168, 52.0)


def sample(records: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).poisson(TRUE * records / 168).astype(float)


def log_likelihood(weights: np.ndarray, counts: np.ndarray) -> float:
    shares = weights / weights.sum(axis=1, keepdims=True)
    return float((counts * np.log(np.maximum(shares, 1e-9))).sum() / counts.sum())


def test_many_records_show_the_true_rhythm() -> None:
    learned = learn(sample(400_000, 1), EVEN, KNOWN)
    assert np.abs(learned / TRUE - 1).mean() < 0.03


def test_no_records_leave_the_known_rhythm() -> None:
    assert learn(np.zeros((2, 168)), EVEN, KNOWN) == pytest.approx(KNOWN)


@pytest.mark.parametrize("records", [200, 2_000, 20_000])
def test_other_records_are_foretold_better_than_by_the_known_table_or_by_counts(records: int) -> None:
    counts, others = sample(records, 2), sample(1_000_000, 3)
    score = log_likelihood(learn(counts, EVEN, KNOWN), others)
    assert score > log_likelihood(KNOWN, others)
    assert score > log_likelihood(counts + 0.5, others)


def test_one_record_changes_little() -> None:
    counts = np.zeros((2, 168))
    counts[0, 30] = 1
    assert np.abs(learn(counts, EVEN, KNOWN) / KNOWN - 1).max() < 0.25


def test_hours_without_cover_keep_the_known_shape() -> None:
    """Records of weekdays 08 to 16 and weekends 00 to 08 only."""
    day, hour = HOURS // 24, HOURS % 24
    covered = ((day < 5) & (hour >= 8) & (hour < 16)) | ((day >= 5) & (hour < 8))
    learned = learn(sample(400_000, 4) * covered, np.where(covered, 52.0, 0), KNOWN)
    ratio = learned[:, ~covered] / KNOWN[:, ~covered]
    assert np.ptp(ratio, axis=1) == pytest.approx(np.zeros(2), abs=1e-9)
    assert learned[:, covered].sum() / learned.sum() == pytest.approx(
        KNOWN[:, covered].sum() / KNOWN.sum(), 0.2
    )
    inside = learned[0, covered] / TRUE[0, covered]
    assert np.abs(inside / inside.mean() - 1).mean() < 0.05


def test_how_often_a_weekday_came_is_no_rhythm() -> None:
    often = np.where(HOURS < 24, 104.0, 52.0)
    counts = TRUE * often * 100
    assert np.abs(learn(counts, often, KNOWN) / TRUE - 1).mean() < 0.03


def test_smoothing_keeps_the_total_and_goes_round_the_week() -> None:
    values = np.zeros(168)
    values[0] = 100
    around = smoothed(values)
    assert around.sum() == pytest.approx(100)
    assert around[167] == pytest.approx(around[1])
    assert around[1] > 20
