"""The police model: loading factors from the presence that is left."""

from __future__ import annotations

import pytest

from tests.netlogo.police.force import Build, Police, crime


def force_of_ten(police: Build, **settings: float) -> Police:
    named = {name.replace("_", "-"): value for name, value in settings.items()}
    return police(
        start_hour=0,
        response_early=10,
        response_late=10,
        response_night=10,
        settings={"reference-days": 1, **named},
    )


def test_reference_supply_is_the_free_hours_of_a_day(police: Build) -> None:
    """29 hours of shifts, ten officers, half their time: 145 officer-hours a day."""
    model = force_of_ten(police, response_non_crime_share=0.5)
    after = model.hours(24)
    assert after["visible-supply"] == after["visible-supply-reference"] == 145
    assert set(model.loading().values()) == {1}


def test_loading_after_capacity_was_halved(police: Build) -> None:
    """A day at full and a day at half capacity: S = 0.75 S0; after a week at half S = 0.5 S0."""
    model = force_of_ten(police)
    model.hours(24)
    model.set("response-non-crime-share", 0.5)
    model.hours(24)
    loading = model.loading()
    assert loading["robbery"] == pytest.approx(0.75**-0.34)
    assert loading["burglary"] == pytest.approx(0.75**-0.17)
    assert loading["drugs"] == 1
    model.hours(6 * 24)
    assert model.loading()["violence and sexual offences"] == pytest.approx(0.5**-0.34)
    assert model.metrics()["visible-supply"] == 145


def test_loading_is_one_in_the_reference_period(police: Build) -> None:
    model = force_of_ten(police, reference_days=2)
    model.hours(24)
    model.set("response-non-crime-share", 0.5)
    model.hours(23)
    assert set(model.loading().values()) == {1}


@pytest.mark.parametrize(("elasticity", "bound"), [(-1.0, 2.0), (1.0, 0.5)])
def test_loading_is_clamped(police: Build, elasticity: float, bound: float) -> None:
    model = force_of_ten(police, elasticity_other=elasticity)
    model.hours(24)
    model.set("response-non-crime-share", 0.95)
    model.hours(5 * 24)  # S / S0 = (1 + 5 * 0.05) / 6 = 0.21
    assert model.loading()["drugs"] == bound


def test_loading_without_any_supply_left_is_at_the_bound(police: Build) -> None:
    model = force_of_ten(police, elasticity_property=0.3)
    model.hours(24)
    model.set("response-non-crime-share", 1.0)
    model.hours(7 * 24)
    loading = model.loading()
    assert (loading["robbery"], loading["burglary"], loading["drugs"]) == (2, 0.5, 1)


def test_loading_without_reference_supply_is_one(police: Build) -> None:
    model = police(settings={"reference-days": 1})
    model.hours(30)
    assert set(model.loading().values()) == {1}


def test_busy_responders_are_not_visible(police: Build) -> None:
    model = force_of_ten(police)
    assert model.hour(crime(1), crime(2), crime(3))["free-response-hours"] == 7


def test_one_category_can_have_its_own_elasticity(police: Build) -> None:
    model = force_of_ten(police)
    model.hours(24)
    model.set("response-non-crime-share", 0.5)
    model.hours(24)
    model.command('set-elasticity "drugs" -1')
    assert model.loading()["drugs"] == pytest.approx(1 / 0.75)
    assert model.loading()["public order"] == 1
    model.command('use-group-elasticity "drugs"')
    assert model.loading()["drugs"] == 1


REFERENCE = [["visible-supply", 290.0], ["utilisation", 0.5], ["work-shares", [0.25, 0.25, 0.0]]]


def test_a_reference_takes_the_place_of_the_first_days(police: Build) -> None:
    """After a week at half of it; the elasticity is to officers: the exponent of free time is less."""
    model = force_of_ten(police)
    model.workspace.call("receive-reference", [REFERENCE])
    model.set("response-non-crime-share", 0.5)
    model.hours(24)
    loop = 1 + 0.25 * 0.34 + 0.25 * 0.17
    assert model.loading()["robbery"] == pytest.approx((13 / 14) ** (-0.34 * 0.5 / loop))
    model.hours(6 * 24)
    assert model.loading()["robbery"] == pytest.approx(0.5 ** (-0.34 * 0.5 / loop))
    assert model.metrics()["visible-supply-reference"] == 290


def test_a_run_tells_the_reference_of_later_ones(police: Build) -> None:
    model = force_of_ten(police)
    model.hour(*(crime(i, category="robbery") for i in range(5)))
    assert dict(model.report("report-reference"))["utilisation"] == 0.5
    model.hours(47)
    told = dict(model.report("report-reference"))
    assert (told["visible-supply"], told["utilisation"]) == (290, 0)  # of the second day
