"""How central turtles are, and how their neighbours hang together.

Betweenness is NetworkX's. PageRank and eigenvector centrality are computed in the steps of NetLogo's
extension, which end before they have converged, so that the digits are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from netlogo.extensions.base import failure
from netlogo.extensions.nw.context import Context, other_end

_DAMPING = 0.15  # the share of a jump anywhere
_ENOUGH = 0.001  # PageRank ends when no score has changed by more
_MOST_ROUNDS = 100


def betweenness(context: Context) -> dict[Any, float]:
    """For each turtle and link, how many shortest paths lead over it, shared among equally short ones."""
    import networkx as nx

    graph = context.graph()
    found: dict[Any, float] = dict(nx.betweenness_centrality(graph, normalized=False))
    by_edge = nx.edge_betweenness_centrality(graph, normalized=False)
    for (_, _, link), value in by_edge.items():
        found[link] = found.get(link, 0.0) + value
    return found


def eigenvector(context: Context) -> dict[Any, float]:
    """Scores by those of the in-neighbours, after 100 rounds; the highest of each component is 1."""
    scores: dict[Any, float] = {}
    for part in context.components:
        last = {turtle: float(len(context.in_neighbors(turtle))) for turtle in part}
        for _ in range(_MOST_ROUNDS):
            made = {
                turtle: score + sum(last[other] for other in context.in_neighbors(turtle))
                for turtle, score in last.items()
            }
            highest = max(made.values())
            last = {turtle: score / highest if highest > 0 else 1.0 for turtle, score in made.items()}
        scores |= last
    return scores


def page_rank(context: Context) -> dict[Any, float]:
    """The shares of a walk that follows links both ways and jumps anywhere with a chance of 0.15."""
    nodes = context.nodes
    around = {one: [*context.in_edges(one), *_only_directed(context, one)] for one in nodes}
    scores = dict.fromkeys(nodes, 1.0 / len(nodes)) if nodes else {}
    for _ in range(_MOST_ROUNDS):
        lost = sum(scores[one] for one in nodes if not around[one])
        made = {}
        for one in nodes:
            share = sum(scores[o] / len(around[o]) for o in (other_end(link, one) for link in around[one]))
            made[one] = share * (1 - _DAMPING) + _DAMPING / len(nodes)
        change = max((abs(made[one] - scores[one]) for one in nodes), default=0.0)
        scores = {one: score + (1 - _DAMPING) * lost / len(nodes) for one, score in made.items()}
        if change < _ENOUGH:
            break
    return scores


def _only_directed(context: Context, turtle: Any) -> list[Any]:
    return [link for link in context.out_edges(turtle) if link.breed.directed]


def closeness(context: Context, turtle: Any, distances: Mapping[Any, float]) -> float:
    """One over the mean distance to all that can be reached; 0 where nobody can."""
    far = [distances[one] for one in context.nodes if one is not turtle and one in distances]
    total = sum(far)
    return len(far) / total if total else 0.0


def clustering(context: Context, turtle: Any) -> float:
    """The share of pairs of neighbours that are linked."""
    neighbors = context.out_neighbors(turtle)
    if len(neighbors) < 2:
        return 0.0
    among = set(neighbors)
    linked = sum(sum(other in among for other in context.out_neighbors(one)) for one in neighbors)
    return linked / (len(neighbors) * (len(neighbors) - 1))


def mean_path_length(context: Context, distance: Callable[[Any, Any], float | None]) -> Any:
    """The mean distance over all pairs of turtles; false where some pair has no path."""
    total, pairs = 0.0, 0
    for source in context.nodes:
        for target in context.nodes:
            if target is not source:
                far = distance(source, target)
                if far is None:
                    return False
                total += far
                pairs += 1
    return total / pairs if pairs else False


def modularity(context: Context, communities: list[set[Any]]) -> float:
    """How many more links stay inside of the communities than by chance, as a share of all."""
    arcs = float(sum(len(context.out_edges(turtle)) for turtle in context.nodes))
    if not arcs:
        raise failure("the graph has no links")
    score = 0.0
    for community in communities:
        inside = incoming = outgoing = 0.0
        for turtle in community:
            out = context.out_edges(turtle)
            inside += sum(other_end(link, turtle) in community for link in out)
            outgoing += len(out)
            incoming += len(context.in_edges(turtle))
        score += (inside - incoming * outgoing / arcs) / arcs
    return score
