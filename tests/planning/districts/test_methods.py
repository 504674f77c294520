"""Every method gives districts in one piece; ours is not worse than recombination."""

import numpy as np
import pytest

from planning.districts.growth import GrowthParameters, grow, seed_cells
from planning.districts.measures import Objective, deviation
from planning.districts.methods import METHODS, draw, even_cut
from planning.districts.search import Budget
from planning.errors import PlanError
from tests.planning.districts.city import city

SLOW = {"max-p", "azp", "skater"}
FEW = Budget(tries=6000)


@pytest.mark.parametrize("method", sorted(set(METHODS) - SLOW - {"recombination"}))
def test_districts_are_in_one_piece_and_a_seed_repeats_them(method: str) -> None:
    one, again = (draw(method, city(), Objective(), 7, FEW).labels for _ in range(2))
    assert city().in_one_piece(one)
    assert (one == again).all()


@pytest.mark.parametrize("method", ["search", "annealing", "tabu"])
def test_searches_never_leave_worse_than_they_began(method: str) -> None:
    start = even_cut(city())
    objective = Objective(1.0, 0.3, 0.3)
    assert draw(method, city(), objective, 3, FEW, start).value <= objective.value(city(), start)


def test_ours_is_at_least_as_even_as_recombination() -> None:
    pytest.importorskip("gerrychain", reason="GerryChain is not installed")
    theirs = draw("recombination", city(), Objective(), 1, Budget(10_000)).labels
    ours = draw("search", city(), Objective(), 1, Budget(10_000)).labels
    assert deviation(city(), ours) <= deviation(city(), theirs)


def test_seeds_stand_apart_on_their_circles() -> None:
    seeds = seed_cells(city(), GrowthParameters(), np.random.default_rng(1))
    assert len(set(seeds)) == 8


def test_balancing_makes_shares_more_even() -> None:
    rough, even = (
        grow(city(), GrowthParameters(balancing_iterations=n), np.random.default_rng(2)) for n in (0, 40)
    )
    assert deviation(city(), even) < deviation(city(), rough)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(PlanError, match="expected a method search, annealing"):
        draw("guess", city())
