"""The tables of Walker's alias method in Vose's form: "A linear algorithm for generating random numbers with
a given distribution", 1991. The kernel has the same in C.
"""

from __future__ import annotations


def alias_tables(shares: list[float]) -> tuple[list[float], list[int]]:
    """For each column the chance to stay in it, and where to go otherwise.

    Args:
        shares: probabilities, which sum to 1; the list is used up.
    """
    size = len(shares)
    average = 1.0 / size
    probability = [0.0] * size
    alias = [0] * size
    small = [i for i in range(size) if shares[i] < average]
    large = [i for i in range(size) if shares[i] >= average]
    while small and large:
        less, more = small.pop(), large.pop()
        probability[less] = shares[less] * size
        alias[less] = more
        shares[more] = shares[more] + shares[less] - average
        (large if shares[more] >= average else small).append(more)
    for i in small + large:
        probability[i] = 1.0
    return probability, alias
