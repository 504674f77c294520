from bridge.service.throttle import BURST, IDLE_KEPT, WAITING, Throttle

RATE = 8
"""A second; its gaps have no rounding."""


def test_a_client_that_waits_for_answers_is_slowed_down_and_loses_nothing() -> None:
    throttle, now, taken = Throttle[int](RATE), 100.0, []
    for number in range(40):
        assert throttle.put("fast", number, now)
        now += throttle.pause(now)  # until this one is answered
        taken += throttle.due(now)
    assert taken == list(range(40))
    assert now - 100 == (40 - RATE * BURST - 1) / RATE


def test_a_flood_is_dropped_and_others_pass() -> None:
    throttle = Throttle[str](RATE)
    kept = [throttle.put("flood", f"flood {number}", 100.0) for number in range(1000)]
    assert kept.count(True) == RATE * BURST + 1 + WAITING
    assert throttle.put("calm", "calm", 100.0)
    assert throttle.due(100.0) == ["flood 0", "calm", *(f"flood {number}" for number in range(1, 9))]
    assert throttle.due(100.125) == ["flood 9"]


def test_quiet_senders_are_forgotten() -> None:
    throttle = Throttle[int](RATE)
    for number in range(3 * IDLE_KEPT):
        throttle.put(number, number, float(number))
    assert len(throttle._next) <= IDLE_KEPT
