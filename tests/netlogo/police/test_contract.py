"""The police model: what the bridge calls, and in which form it answers."""

from __future__ import annotations

import pytest

from netlogo import LogoError, Workspace
from tests.netlogo.police.force import CATEGORIES, EMPTY_FORCE, Build, crime


def test_contract_procedures_and_inputs(workspace: Workspace) -> None:
    assert {"setup", "go", "receive-crimes", "report-loading", "report-metrics"} <= set(workspace.procedures)
    assert set(workspace.interface_globals) == set(EMPTY_FORCE)


def test_metric_names_and_their_order_are_stable(police: Build) -> None:
    service = [
        "crimes-received",
        "incidents-created",
        "incidents-closed",
        "incidents-open",
        "hours-demanded",
        "hours-delivered",
        "hours-backlog",
        "hours-backlog-response",
        "hours-backlog-investigation",
        "utilisation-response",
        "utilisation-investigation",
        "on-duty-response",
        "on-duty-investigation",
        "free-response-hours",
        "visible-supply",
        "visible-supply-reference",
    ]
    by_priority = [
        f"{name}-{priority}"
        for priority in (1, 2, 3)
        for name in (
            "waiting",
            "ongoing",
            "paused",
            "waiting-response",
            "waiting-investigation",
            "attended",
            "attendance-hours",
        )
    ]
    by_category = [
        f"{name}-{category.replace(' ', '-')}"
        for category in CATEGORIES
        for name in ("crimes-received", "hours-demanded", "hours-delivered", "hours-backlog")
    ]
    assert [name for name, _ in police().report("report-metrics")] == service + by_priority + by_category


def test_loading_names_every_category(police: Build) -> None:
    assert police().loading() == dict.fromkeys(CATEGORIES, 1.0)


def test_unknown_category_is_an_error_that_names_it(police: Build) -> None:
    with pytest.raises(LogoError, match="bike crime"):
        police().receive(crime(1, category="bike crime"))
