"""Outlines for maps without a file of boundaries."""

import pytest

from bridge.base.outlines import shipped_outlines
from planning.geography.shipped import areas_of_force


def test_outlines_of_a_force_of_either_year() -> None:
    for vintage in ("2011", "2021"):
        areas = areas_of_force("Durham", vintage)
        found = shipped_outlines(areas.codes)
        assert found is not None
        assert found.source.startswith(f"Boundaries: MSOAs of {vintage}") or vintage == "2011"
        assert found.shapes.area.sum() / 1e6 == pytest.approx(areas.km2.sum(), rel=0.01)
        assert (found.approximate, found.missing) == (False, ())


def test_a_code_without_an_outline_is_listed() -> None:
    found = shipped_outlines(["E02002183", "E02999999"])
    assert found is not None
    assert found.missing == ("E02999999",)


def test_areas_of_another_kind_have_none() -> None:
    assert shipped_outlines(["E01010568"]) is None
