import gc
from collections.abc import Iterator

import pytest

from bridge.base.garbage import OBJECTS, collect_rarely


@pytest.fixture(autouse=True)
def threshold_is_put_back() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_a_process_collects_garbage_rarely() -> None:
    gc.set_threshold(700, 10, 10)
    collect_rarely()
    assert gc.get_threshold()[0] == OBJECTS


@pytest.mark.parametrize("young", [0, 1_000_000])
def test_collections_that_are_rarer_or_off_stay_so(young: int) -> None:
    gc.set_threshold(young, 10, 10)
    collect_rarely()
    assert gc.get_threshold()[0] == young
