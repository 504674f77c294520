"""Officers in proportion to weights, with a least and a greatest number for each place.

The rule of the TriMet report (Dawkins and others 2023) is `x within 1 of S m / sum(m), sum x = S`; any answer
that fits it is as good as any other there. The largest remainder is the one with the least deviation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from planning.allocation.answer import Allocation, Binding
from planning.arrays import Floats
from planning.errors import PlanError
from planning.plan.apportion import largest_remainder

ROUNDING = 1e-9


def quotas(weights: Sequence[float], officers: int) -> Floats:
    """Exact proportional parts, S m / sum(m).

    Raises:
        PlanError: a weight is negative or not finite, or all are 0.
    """
    values = np.asarray(weights, dtype=float)
    if not len(values) or not (np.isfinite(values) & (values >= 0)).all() or values.sum() == 0:
        raise PlanError(f"expected weights >= 0 that are not all 0, got {values.tolist()}")
    exact: Floats = values / values.sum() * officers
    return exact


def deviation(weights: Sequence[float], counts: Sequence[int]) -> float:
    """Sum of the distances of counts from their exact proportional parts."""
    return float(np.abs(np.asarray(counts) - quotas(weights, int(np.sum(counts)))).sum())


def within_one(weights: Sequence[float], counts: Sequence[int], officers: int) -> bool:
    """Whether counts obey TriMet's rule: each within 1 of its exact part, none negative, together all."""
    values = np.asarray(counts)
    close = np.abs(values - quotas(weights, officers)) <= 1 + ROUNDING
    return bool(close.all() and (values >= 0).all() and values.sum() == officers)


def all_within_one(weights: Sequence[float], officers: int) -> Iterator[tuple[int, ...]]:
    """Every answer that obeys TriMet's rule."""
    exact = quotas(weights, officers)
    low = np.maximum(np.ceil(exact - 1 - ROUNDING), 0).astype(int).tolist()
    high = np.floor(exact + 1 + ROUNDING).astype(int).tolist()

    def extend(chosen: tuple[int, ...], left: int) -> Iterator[tuple[int, ...]]:
        at = len(chosen)
        if at == len(low):
            if left == 0:
                yield chosen
            return
        rest_low, rest_high = sum(low[at + 1 :]), sum(high[at + 1 :])
        for count in range(max(low[at], left - rest_high), min(high[at], left - rest_low) + 1):
            yield from extend((*chosen, count), left - count)

    yield from extend((), officers)


def proportional(
    weights: Mapping[tuple[str, str], float], officers: int, least: int = 0, most: int | None = None
) -> Allocation:
    """Share officers in proportion to weights by the largest remainder, within limits.

    Places whose part would fall outside the limits get the limit; the others share what is left in
    proportion.

    Args:
        weights: of each place.
        least, most: of every place.

    Raises:
        PlanError: weights that cannot be used, or limits that no answer fits.
    """
    places = list(weights)
    values = np.array([weights[place] for place in places], dtype=float)
    top = officers if most is None else most
    if least * len(places) > officers:
        raise PlanError(
            f"expected at least {least} for each of {len(places)} places, which takes "
            f"{least * len(places)} officers, got {officers}"
        )
    if top * len(places) < officers:
        raise PlanError(
            f"expected at most {top} for each of {len(places)} places, which has room for "
            f"{top * len(places)}, got {officers} officers"
        )
    low, high = np.full(len(values), least), np.full(len(values), top)
    counts = _within(values, officers, low, high)
    error = _error(values, counts)
    names = [", ".join(part for part in place if part) for place in places]
    binding = []
    # What easing a limit by one would gain is tried, place by place.
    for at, name in enumerate(names):
        for bound, by, what in ((low, -1, f"at least {least}"), (high, 1, f"at most {top}")):
            if counts[at] == bound[at] and bound[at] + by >= 0:
                eased = bound.copy()
                eased[at] += by
                other = (eased, high) if by < 0 else (low, eased)
                gain = error - _error(values, _within(values, officers, *other))
                if gain > ROUNDING:
                    binding.append(Binding(f"{what}: {name}", gain))
    binding.sort(key=lambda one: -one.gain)
    room = top * len(places) > officers or most is None
    following = _within(values, officers + 1, low, np.maximum(high, officers + 1) if most is None else high)
    more = np.flatnonzero(following > counts) if room else np.array([], dtype=int)
    return Allocation(
        units={place: int(count) for place, count in zip(places, counts, strict=True)},
        objective=error,
        unit="officers away from exact proportion",
        binding=tuple(binding),
        next_place=names[more[0]] if len(more) else "",
        next_gain=error - _error(values, following) if len(more) else 0.0,
    )


def _error(values: Floats, counts: Floats) -> float:
    """Sum of the distances of counts from their exact proportional parts."""
    return deviation(values.tolist(), [int(n) for n in counts])


def _within(values: Floats, officers: int, least: Floats, top: Floats) -> Floats:
    """Whole counts between the limits of each place."""
    raised = np.zeros(len(values), dtype=bool)
    cut = np.zeros(len(values), dtype=bool)
    counts = np.zeros(len(values), dtype=int)
    for _ in range(2 * len(values) + 1):
        free = ~(raised | cut)
        left = officers - int(least[raised].sum()) - int(top[cut].sum())
        counts[raised], counts[cut] = least[raised], top[cut]
        counts[free] = largest_remainder(values[free].tolist(), max(left, 0)) if free.any() else []
        low, high = free & (counts < least), free & (counts > top)
        if not low.any() and not high.any():
            return counts
        short = float((least - counts)[low].sum())
        over = float((counts - top)[high].sum())
        if over >= short:
            cut |= high
        else:
            raised |= low
    return counts
