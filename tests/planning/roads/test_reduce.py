"""A reduced graph has the same shortest ways."""

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from planning.roads.reduce import Graph, reduced


def shortest(graph: Graph, nodes: np.ndarray) -> np.ndarray:
    matrix = csr_matrix((graph.cost, (graph.tail, graph.head)), shape=(graph.size, graph.size))
    return dijkstra(matrix, indices=nodes)[:, nodes]


def test_a_row_becomes_one_edge_each_way() -> None:
    tail, head = np.array([0, 1, 1, 2, 2, 3]), np.array([1, 0, 2, 1, 3, 2])
    wanted = np.array([True, False, False, True])
    small, new = reduced(Graph(4, tail, head, np.array([1.0, 10, 2, 20, 3, 30])), wanted)
    assert small.size == 2
    assert new.tolist() == [0, -1, -1, 1]
    assert sorted(small.cost.tolist()) == [6.0, 60.0]


def test_dead_ends_go() -> None:
    tail, head = np.array([0, 1, 1, 2]), np.array([1, 0, 2, 1])
    small, _ = reduced(Graph(3, tail, head, np.ones(4)), np.array([True, True, False]))
    assert small.size == 2


@pytest.mark.parametrize("seed", range(8))
def test_shortest_ways_stay_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    drawn = nx.gnm_random_graph(120, 150, seed=seed, directed=False)
    pairs = np.array(drawn.edges())
    both = np.concatenate([pairs, pairs[rng.random(len(pairs)) < 0.7][:, ::-1]])
    graph = Graph(120, both[:, 0], both[:, 1], rng.random(len(both)) + 0.1)
    wanted = rng.random(120) < 0.2
    small, new = reduced(graph, wanted)
    nodes = np.flatnonzero(wanted)
    assert small.size < graph.size
    assert shortest(small, new[nodes]) == pytest.approx(shortest(graph, nodes))
