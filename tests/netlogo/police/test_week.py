"""The police model: nothing is lost or in two places."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.netlogo.police.force import CATEGORIES, Build, Crime, Police, crime


def random_hour(rng: random.Random, first_id: int) -> list[Crime]:
    return [
        crime(
            first_id + i,
            severity=rng.choice([5, 60, 150, 465, 800, 1200, 3000]),
            suspect=rng.random() < 0.3,
            investigation=rng.choice(["yes", "no", "maybe"]),
            category=rng.choice(CATEGORIES),
            minute=rng.randrange(60),
        )
        for i in range(rng.choice([0, 1, 3, 8]))
    ]


def run_week(model: Police, *, read: bool = True, seed: int = 5) -> Iterator[dict[str, float]]:
    rng = random.Random(seed)
    received = 0
    for _ in range(7 * 24):
        crimes = random_hour(rng, received)
        received += len(crimes)
        model.receive(*crimes)
        model.command("go")
        if read:
            yield model.metrics()
    yield model.metrics()


def small_force(police: Build, seed: int = 1) -> Police:
    """Too few officers for the random week, so that every queue is used."""
    return police(
        seed=seed,
        response_early=10,
        response_late=12,
        response_night=9,
        investigation_early=3,
        investigation_late=2,
        settings={
            "double-crew-by-night?": True,
            "response-non-crime-share": 0.3,
            "investigation-non-crime-share": 0.45,
        },
    )


COUNTED = """map [ d -> [ (list
  count incidents with [ my-desk = myself and status = "waiting" ]
  count incidents with [ my-desk = myself and status = "ongoing" ]
  count incidents with [ my-desk = myself and status = "paused" ]) ] of d ] desk-list"""


def test_nothing_is_lost_in_a_random_week(police: Build) -> None:
    model = small_force(police)
    for hour, after in enumerate(run_week(model)):
        assert after["crimes-received"] == after["incidents-created"]
        assert after["crimes-received"] == sum(
            after[f"crimes-received-{category.replace(' ', '-')}"] for category in CATEGORIES
        )
        assert after["incidents-open"] == model.report("count incidents")
        if hour % 5:
            continue
        left = model.report(
            "[ (list [ category-name ] of my-category (response-left + investigation-left)) ] of incidents"
        )
        for category in CATEGORIES:
            name = category.replace(" ", "-")
            needed = sum(hours for owner, hours in left if owner == category)
            booked = after[f"hours-demanded-{name}"] - after[f"hours-delivered-{name}"]
            assert booked == pytest.approx(needed, abs=1e-6)
            assert after[f"hours-backlog-{name}"] == pytest.approx(needed, abs=1e-6)
        assert after["hours-backlog"] == pytest.approx(sum(hours for _, hours in left), abs=1e-6)
        counts = [[after[f"{status}-{p}"] for status in ("waiting", "ongoing", "paused")] for p in (1, 2, 3)]
        assert counts == model.report(COUNTED)
    assert min(map(sum, zip(*counts, strict=True))) > 0


def test_every_officer_on_duty_is_in_one_place(police: Build) -> None:
    model = small_force(police)
    for _ in run_week(model):
        placed = model.report("sort [ who ] of (turtle-set free-responders [ crew ] of incidents)")
        assert placed == model.report("sort [ who ] of responders with [ on-duty? ]")
        assert len(placed) == model.report("length free-responders + sum [ length crew ] of incidents")
        placed = model.report("sort [ who ] of (turtle-set free-investigators busy-investigators)")
        assert placed == model.report("sort [ who ] of investigators with [ on-duty? ]")
        assert len(placed) == model.report("investigators-on-duty")


def test_same_seed_same_week_and_reading_changes_nothing(police: Build) -> None:
    *_, first = run_week(small_force(police))
    *_, unread = run_week(small_force(police), read=False)
    *_, other_seed = run_week(small_force(police, seed=2))
    assert first == unread
    assert first != other_seed


def test_closed_incidents_leave_nothing_behind(police: Build) -> None:
    model = police(response_early=5, investigation_early=5)
    model.hour(*(crime(i, investigation="maybe") for i in range(20)))
    assert model.hours(8)["incidents-open"] == 0
    assert model.report("count turtles") == 10 + len(CATEGORIES) + 3
