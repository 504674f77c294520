"""Areas become cells; barriers and beats are kept."""

import numpy as np
import pytest
import shapely

from planning.districts.problem import labels_of, names_of, problem_of
from planning.errors import PlanError
from planning.geography.areas import Areas
from planning.geography.shipped import areas_of_force


@pytest.fixture(scope="module")
def durham() -> Areas:
    return areas_of_force("Durham", "2011")


def test_a_beat_becomes_one_cell(durham: Areas) -> None:
    beats = list(durham.authority_name)
    problem = problem_of(durham, np.ones(len(durham)), 2, beats=beats)
    assert len(problem) == len(set(beats))
    assert problem.shares.sum() == pytest.approx(1)
    assert len(problem.of_areas(np.array([0, 1], dtype=np.int32))) == len(durham)


def test_a_barrier_parts_neighbours(durham: Areas) -> None:
    one, other = 0, durham.links[0][0]
    middle = ((durham.x_m[one] + durham.x_m[other]) / 2, (durham.y_m[one] + durham.y_m[other]) / 2)
    barrier = shapely.Point(*middle).buffer(1.0).exterior
    problem = problem_of(durham, np.ones(len(durham)), 2, barriers=[barrier])
    assert other not in problem.links[one]


def test_a_barrier_around_an_area_is_one_error(durham: Areas) -> None:
    barrier = shapely.Point(durham.x_m[0], durham.y_m[0]).buffer(1.0).exterior
    with pytest.raises(PlanError, match="parts without a way between them"):
        problem_of(durham, np.ones(len(durham)), 2, barriers=[barrier])


def test_districts_are_named_after_authorities(durham: Areas) -> None:
    labels = np.array([0 if name == "Darlington" else 1 for name in durham.authority_name], dtype=np.int32)
    named = names_of(durham, labels, np.ones(len(durham)))
    assert set(named.values()) == {"Darlington", "County Durham"}
    assert len(set(labels_of(durham, named).tolist())) == 2
