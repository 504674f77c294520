"""The front."""

from planning.districts.pareto import front_of


def test_the_front_is_what_nothing_beats() -> None:
    assert front_of([(1, 5), (2, 2), (5, 1), (3, 3), (2, 2)]) == [0, 1, 2, 4]
