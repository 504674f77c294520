import socket
import threading
import time
from collections.abc import Callable

from bridge.service.ordered_jobs import PER_KEY, OrderedJobs


def job(number: int) -> Callable[[], int]:
    return lambda: number


def wait(jobs: OrderedJobs[int], count: int) -> list[int]:
    found: list[int] = []
    jobs.sign.setblocking(True)
    while len(found) < count:
        found += jobs.results()
    return found


def test_jobs_of_one_key_keep_their_order() -> None:
    with OrderedJobs[int](4) as jobs:
        for number in range(PER_KEY):
            assert jobs.put("a", job(number))
        assert wait(jobs, PER_KEY) == list(range(PER_KEY))


def test_a_busy_queue_holds_no_other_and_is_bounded() -> None:
    held = threading.Event()
    with OrderedJobs[int](2) as jobs:
        jobs.put("busy", lambda: int(held.wait(30)))
        taken = [jobs.put("busy", job(2)) for _ in range(PER_KEY + 2)]
        assert taken.count(True) in (PER_KEY, PER_KEY - 1)  # the first may not have left the queue yet
        jobs.put("free", job(7))
        assert wait(jobs, 1) == [7]
        held.set()


def test_a_job_that_raises_does_not_stop_its_queue() -> None:
    with OrderedJobs[int](1) as jobs:
        jobs.put("a", lambda: 1 // 0)
        jobs.put("a", job(3))
        assert wait(jobs, 1) == [3]


def test_a_result_that_nobody_took_is_not_idle() -> None:
    with OrderedJobs[int](1) as jobs:
        assert jobs.idle
        jobs.put("a", job(1))
        jobs.sign.setblocking(True)
        jobs.sign.recv(1, socket.MSG_PEEK)
        assert not jobs.idle  # an answer given now would overtake it
        assert wait(jobs, 1) == [1]
        while not jobs.idle:
            time.sleep(0.001)
