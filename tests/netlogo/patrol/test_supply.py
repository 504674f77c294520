"""The patrol model: what visible patrol does to crime, and that it means what its sources mean."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from netlogo import LogoError
from tests.netlogo.patrol.city import City
from tests.netlogo.patrol.force import AREAS, CRIMES_A_DAY, Force, weight

VIOLENT, PROPERTY = CRIMES_A_DAY
UNITS = 44


@pytest.fixture(scope="module")
def force(city: City) -> Force:
    return Force(city)


@pytest.fixture(scope="module")
def reference(force: Force) -> list[list[object]]:
    """Means of three runs of ten days with the real number of units."""
    runs = [force.run(UNITS, 10, seed=seed)[1] for seed in (101, 102, 103)]
    return [[row[0][0], np.mean([r[1] for r in row], axis=0).tolist()] for row in zip(*runs, strict=True)]


def last_days(told: list[dict[str, float]], category: str, days: int = 7) -> float:
    return float(np.mean([day[category] for day in told[-days:]]))


def test_without_a_reference_all_factors_are_one(force: Force) -> None:
    told, _ = force.run(UNITS, 2)
    assert told == [{VIOLENT: pytest.approx(1.0), PROPERTY: pytest.approx(1.0)}] * 2


def test_reference_rows_tell_the_observed_world(reference: list[list[object]]) -> None:
    rows = dict(reference)  # type: ignore[arg-type]
    assert rows["free-minutes"] == pytest.approx(sum(rows["patrol-minutes"]))
    assert 0.4 < rows["utilisation"] < 0.7
    assert rows["free-minutes"] == pytest.approx((1 - rows["utilisation"]) * UNITS * 1440, rel=1e-6)
    assert rows["work-shares"][2] == 0
    assert sum(rows["work-shares"]) == pytest.approx(rows["utilisation"] * 360 / 710, rel=0.05)


def test_the_real_staffing_has_factors_around_one(force: Force, reference: list[list[object]]) -> None:
    means = []
    for seed in range(1, 6):
        told, _ = force.run(UNITS, 10, seed=seed, reference=reference)
        means.append(last_days(told, VIOLENT))
    assert np.mean(means) == pytest.approx(1.0, abs=3 * np.std(means, ddof=1) / math.sqrt(5) + 0.002)
    assert max(means) < 1.03


def test_the_response_of_crime_to_officers_is_that_of_chalfin_and_mccrary(
    force: Force, reference: list[list[object]]
) -> None:
    """Central difference over +-9 % of the units, paired by seed, crime following the factors."""
    responses = {VIOLENT: [], PROPERTY: []}  # type: dict[str, list[float]]
    more, fewer = UNITS + 4, UNITS - 4
    for seed in (1, 2, 3):
        runs = [force.run(units, 21, seed=seed, reference=reference)[0] for units in (more, fewer)]
        for category, found in responses.items():
            up, down = (last_days(told, category, 14) for told in runs)
            found.append((math.log(up) - math.log(down)) / math.log(more / fewer))
    assert np.mean(responses[VIOLENT]) == pytest.approx(-0.34, rel=0.12)
    assert np.mean(responses[PROPERTY]) == pytest.approx(-0.17, rel=0.12)


def test_crime_rises_as_officers_fall_until_the_bound(force: Force, reference: list[list[object]]) -> None:
    levels = (60, 52, 44, 38, 32, 26, 14)
    means = [last_days(force.run(n, 12, reference=reference)[0], VIOLENT, 4) for n in levels]
    assert all(more > fewer + 0.01 for fewer, more in pairwise(means[:-1]))
    assert means[-1] == pytest.approx(2.0, rel=0.01)
    notes = dict(force.city.report("report-notes"))
    assert notes["loading factors (group of categories, area, day) held at a bound"] > 0
    assert any(text.startswith("days that ended with a longer queue") for text in notes)


def test_patrol_by_area_moves_crime_without_changing_its_amount(
    force: Force, reference: list[list[object]]
) -> None:
    """All patrols in the west: less crime there, more in the east, the same in all."""
    force.run(UNITS, 1, reference=reference)
    force.city.command("ask districts [ set patrol-choices filter [ a -> [ x-km ] of a < 3 ] area-list ]")
    force.city.run(24 * 6)
    factors = force.factors()
    shares = np.array(dict(reference)["crimes-violent"])  # type: ignore[arg-type]
    shares = shares / shares.sum()
    by_area = np.array([factors[VIOLENT, a] for a in range(AREAS)])
    whole = dict(row for row in force.city.report("report-loading") if len(row) == 2)[VIOLENT]
    assert (shares * by_area).sum() == pytest.approx(whole, rel=1e-9)
    west = [a for a in range(AREAS) if a % 6 < 2]
    east = [a for a in range(AREAS) if a % 6 > 3]
    assert by_area[west].max() < whole < by_area[east].min()


def test_an_elasticity_of_zero_switches_the_feedback_off(force: Force, reference: list[list[object]]) -> None:
    settings = {"elasticity-violent": 0.0, "elasticity-property": 0.0}
    force.run(30, 3, reference=reference, **settings)
    assert {tuple(row[1:]) for row in force.city.report("report-loading")} == {(1.0,)}


def test_noise_between_areas_does_not_change_the_total(force: Force, reference: list[list[object]]) -> None:
    """One day, no neighbors: by area patrol varies much, the crime-weighted mean is the force's factor."""
    settings = {"smoothing-days": 1.0, "smoothing-neighbors": 0.0, "hot-spot-elasticity": -1.0}
    told, _ = force.run(UNITS, 4, reference=reference, **settings)
    factors = force.factors()
    spread = [factors[VIOLENT, a] for a in range(AREAS)]
    assert np.std(spread) > 0.05
    whole = dict(row for row in force.city.report("report-loading") if len(row) == 2)[VIOLENT]
    assert told[-1][VIOLENT] == pytest.approx(whole, rel=0.02)
    assert sum(weight(a) for a in range(AREAS)) == pytest.approx(1.0)


def test_a_reference_of_other_areas_is_refused(force: Force, reference: list[list[object]]) -> None:
    force.run(UNITS, 1)
    wrong = [[name, value[:-1] if name == "patrol-minutes" else value] for name, value in reference]  # type: ignore[index]
    with pytest.raises(LogoError, match="23 areas, the model 24"):
        force.city.send("reference", wrong)
