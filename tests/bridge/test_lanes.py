import socket
import threading
import time
from collections.abc import Callable

from bridge.service.ordered_jobs import PER_LANE, Lanes


def job(number: int) -> Callable[[], int]:
    return lambda: number


def wait(lanes: Lanes[int], count: int) -> list[int]:
    found: list[int] = []
    lanes.sign.setblocking(True)
    while len(found) < count:
        found += lanes.results()
    return found


def test_one_lane_keeps_its_order() -> None:
    with Lanes[int](4) as lanes:
        for number in range(PER_LANE):
            assert lanes.put("a", job(number))
        assert wait(lanes, PER_LANE) == list(range(PER_LANE))


def test_a_busy_lane_holds_no_other_and_is_bounded() -> None:
    held = threading.Event()
    with Lanes[int](2) as lanes:
        lanes.put("busy", lambda: int(held.wait(30)))
        taken = [lanes.put("busy", job(2)) for _ in range(PER_LANE + 2)]
        assert taken.count(True) in (PER_LANE, PER_LANE - 1)  # the first may not have left the queue yet
        lanes.put("free", job(7))
        assert wait(lanes, 1) == [7]
        held.set()


def test_a_job_that_raises_does_not_stop_its_lane() -> None:
    with Lanes[int](1) as lanes:
        lanes.put("a", lambda: 1 // 0)
        lanes.put("a", job(3))
        assert wait(lanes, 1) == [3]


def test_a_result_that_nobody_took_is_not_idle() -> None:
    with Lanes[int](1) as lanes:
        assert lanes.idle
        lanes.put("a", job(1))
        lanes.sign.setblocking(True)
        lanes.sign.recv(1, socket.MSG_PEEK)
        assert not lanes.idle  # an answer given now would overtake it
        assert wait(lanes, 1) == [1]
        while not lanes.idle:
            time.sleep(0.001)
