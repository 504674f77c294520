"""The police model: cases over days."""

from __future__ import annotations

import pytest

from tests.netlogo.police.force import Build, crime


def test_investigation_follows_the_response(police: Build) -> None:
    model = police(response_early=1, investigation_early=1)
    first = model.hour(crime(1, investigation="yes"))
    assert first["hours-demanded"] == 2
    assert (first["hours-delivered"], first["waiting-investigation-3"], first["waiting-3"]) == (1, 1, 1)
    second = model.hours(1)
    assert (second["hours-delivered"], second["incidents-closed"]) == (2, 1)
    assert model.report("length free-investigators") == 1


def test_an_investigator_divides_the_hour_equally(police: Build) -> None:
    model = police(response_early=3, investigation_early=1)
    model.hour(*(crime(i, investigation="yes") for i in (1, 2, 3)))
    model.command("ask incidents [ set investigation-left crime-id ]")  # 1, 2 and 3 hours
    model.hours(1)
    assert model.of_incidents("investigation-left") == pytest.approx([2 / 3, 5 / 3, 8 / 3])
    assert model.hours(2)["incidents-closed"] == 1  # the third hour ends the first case
    model.hours(1)
    assert model.of_incidents("investigation-left") == pytest.approx([0.5, 1.5])
    assert model.report("length [ caseload ] of one-of investigators") == 2


def test_new_cases_go_to_the_free_then_to_the_least_loaded(police: Build) -> None:
    model = police(response_early=7, investigation_early=3)
    model.hour(*(crime(i, investigation="yes") for i in range(7)))
    model.command("ask incidents [ set investigation-left 50 ]")
    model.hours(1)
    assert sorted(model.report("[ length caseload ] of investigators")) == [2, 2, 3]


def test_investigators_keep_their_cases_over_their_shifts(police: Build) -> None:
    """The case is taken at 16:00, rests from 17:00 although the late shift is free, and goes on at 07:00."""
    model = police(start_hour=15, response_early=1, investigation_early=1, investigation_late=1)
    model.command("set free-investigators sort free-investigators")
    model.hour(crime(1, investigation="yes"))
    model.command("ask incidents [ set investigation-left 2 ]")
    owner = "[ shift ] of lead"
    assert model.hours(1)["ongoing-3"] == 1
    assert model.of_incidents(owner) == [1]
    evening = model.hours(1)
    assert (evening["paused-3"], evening["utilisation-investigation"]) == (1, 0)
    assert model.of_incidents("investigation-left") == [1]
    assert model.hours(13)["paused-3"] == 1  # up to 07:00
    assert model.hours(1)["incidents-closed"] == 1


def test_cases_of_a_dismissed_investigator_wait_for_another(police: Build) -> None:
    model = police(start_hour=15, response_early=1, investigation_early=1)
    model.hour(crime(1, investigation="yes"))
    model.command("ask incidents [ set investigation-left 5 ]")
    model.hours(1)
    model.set("investigation-shift-1", 0)
    model.set("investigation-shift-2", 1)
    after = model.hours(15)  # to 08:00: the early shift started without its investigator
    assert (after["waiting-investigation-3"], after["paused-3"]) == (1, 0)
    assert model.of_incidents("status") == ["waiting"]
    assert model.hours(7)["ongoing-3"] == 1  # 14:00 was the first hour of the late shift's newcomer
    assert model.of_incidents("[ shift ] of lead") == [2]
