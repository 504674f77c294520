"""The `nw` extension: what each of its primitives does, by the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

from netlogo.extensions.base import Extension, a_list, a_number, a_string, a_whole_number, failure
from netlogo.extensions.nw import measures
from netlogo.extensions.nw.communities import louvain, shuffled
from netlogo.extensions.nw.context import Context, other_end, weights
from netlogo.extensions.nw.files import Files
from netlogo.extensions.nw.generators import Generators
from netlogo.extensions.nw.inputs import (
    at_least,
    breeds_of,
    probability_of,
    radius_of,
    require_directed,
    set_of,
)
from netlogo.extensions.nw.paths import PathFinder, WeightedPaths, within
from netlogo.runtime.agents.agent_sets import AgentSet, ArraySet, TreeSet
from netlogo.runtime.agents.base import require_alive
from netlogo.runtime.values import type_name

if TYPE_CHECKING:
    from netlogo.runtime.world import World

Block = Callable[[Any], Any] | None


class NwExtension(Extension):
    """Primitives of `nw`."""

    name = "nw"
    hidden_state = True  # the context, and what its searches have left behind
    signatures: ClassVar[str] = """
set-context : agentset agentset
get-context : -> list
with-context : agentset agentset commandblock ; draws kills
turtles-in-radius : number -> turtleset ; -T--
turtles-in-reverse-radius : number -> turtleset ; -T--
mean-path-length : -> number|boolean
mean-weighted-path-length : string|symbol -> number|boolean
distance-to : turtle -> number|boolean ; -T--
weighted-distance-to : turtle string|symbol -> number|boolean ; -T--
path-to : turtle -> list|boolean ; -T-- draws
weighted-path-to : turtle string|symbol -> list|boolean ; -T-- draws
turtles-on-path-to : turtle -> list|boolean ; -T-- draws
turtles-on-weighted-path-to : turtle string|symbol -> list|boolean ; -T-- draws
betweenness-centrality : -> number ; -T-L
eigenvector-centrality : -> number ; -T--
page-rank : -> number ; -T--
closeness-centrality : -> number ; -T--
weighted-closeness-centrality : string|symbol -> number ; -T--
clustering-coefficient : -> number ; -T--
modularity : list -> number
louvain-communities : -> list ; draws
bicomponent-clusters : -> list ; draws
weak-component-clusters : -> list ; draws
maximal-cliques : -> list ; draws
biggest-maximal-cliques : -> list ; draws
generate-preferential-attachment : turtleset linkset number number commandblock? ; block=-T-- draws kills
generate-random : turtleset linkset number number commandblock? ; block=-T-- draws kills
generate-small-world : turtleset linkset number number number boolean commandblock? ; block=-T-- draws kills
generate-watts-strogatz : turtleset linkset number number number commandblock? ; block=-T-- draws kills
generate-lattice-2d : turtleset linkset number number boolean commandblock? ; block=-T-- draws kills
generate-ring : turtleset linkset number commandblock? ; block=-T-- draws kills
generate-star : turtleset linkset number commandblock? ; block=-T-- draws kills
generate-wheel : turtleset linkset number commandblock? ; block=-T-- draws kills
generate-wheel-inward : turtleset linkset number commandblock? ; block=-T-- draws kills
generate-wheel-outward : turtleset linkset number commandblock? ; block=-T-- draws kills
save-matrix : string
load-matrix : string turtleset linkset commandblock? ; block=-T-- draws kills sets
save-graphml : string
load-graphml : string commandblock? ; block=-T-- draws kills sets
load : string turtleset linkset commandblock? ; block=-T-- draws kills sets
load-dl : string turtleset linkset commandblock? ; block=-T-- draws kills sets
load-gdf : string turtleset linkset commandblock? ; block=-T-- draws kills sets
load-gexf : string turtleset linkset commandblock? ; block=-T-- draws kills sets
load-gml : string turtleset linkset commandblock? ; block=-T-- draws kills sets
load-vna : string turtleset linkset commandblock? ; block=-T-- draws kills sets
save : string
save-dl : string
save-gdf : string
save-gexf : string
save-gml : string
save-vna : string
"""
    spelled: ClassVar[Mapping[str, str]] = {}

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._files = Files(world)
        self._context: Context | None = None

    def forget(self) -> None:
        """`clear-all`: all turtles and links are the graph again."""
        super().forget()
        self._context = None

    def function(self, primitive: str) -> Callable[..., Any]:
        verb, _, kind = primitive.partition("-")
        if verb in ("load", "save") and kind not in ("matrix", "graphml"):
            ending = f".{kind}" if kind else ""
            return self._loading(ending) if verb == "load" else self._saving(ending)
        return super().function(primitive)

    # --- the graph ------------------------------------------------------------------------------------------

    def _graph(self) -> Context:
        """The graph as it is now; what was found of it stays while no turtle and no link comes or goes."""
        found = self._context
        if found is None:
            found = self._take(self.world.turtles, self.world.links)
        elif not found.current:
            found = self._take(found.turtles, found.links)
        return found

    def _take(self, turtles: AgentSet, links: AgentSet) -> Context:
        self._context = Context(turtles, links)
        self._paths = PathFinder(self._context)
        self._found: dict[str, dict[Any, float]] = {}
        return self._context

    def _once(self, measure: Callable[[Context], dict[Any, float]], agent: Any) -> float:
        graph = self._graph()
        known = self._found.get(measure.__name__)
        if known is None:
            known = self._found[measure.__name__] = measure(graph)
        if agent not in known:
            raise failure(f"{agent} is not a member of the current graph context.")
        return known[agent]

    def set_context(self, turtles: Any, links: Any) -> None:
        """Choose the turtles and links to look at."""
        self._take(set_of("turtle", turtles), set_of("link", links))

    def get_context(self) -> list[Any]:
        """The turtles and links that are looked at."""
        graph = self._graph()
        return [graph.turtles, graph.links]

    def with_context(self, turtles: Any, links: Any, block: Callable[[], Any]) -> None:
        """Look at other turtles and links while a block runs."""
        before = self._context
        self.set_context(turtles, links)
        try:
            block()
        finally:
            self._context = None
            if before is not None:
                self._take(before.turtles, before.links)

    # --- paths ----------------------------------------------------------------------------------------------

    def turtles_in_radius(self, me: Any, radius: Any) -> ArraySet:
        """Turtles that can be reached in so many steps."""
        return ArraySet("turtle", within(self._graph(), me, radius_of(radius)))

    def turtles_in_reverse_radius(self, me: Any, radius: Any) -> ArraySet:
        """Turtles from which this one can be reached in so many steps."""
        return ArraySet("turtle", within(self._graph(), me, radius_of(radius), back=True))

    def mean_path_length(self) -> Any:
        """The mean distance between turtles; false where some cannot be reached."""
        graph = self._graph()
        return measures.mean_path_length(graph, self._paths.distance)

    def mean_weighted_path_length(self, variable: Any) -> Any:
        """The same by a variable of the links."""
        graph = self._graph()
        weight = weights(variable, graph)
        to = {target: WeightedPaths(graph, weight, target).distances for target in graph.nodes}
        return measures.mean_path_length(graph, lambda source, target: to[target].get(source))

    def distance_to(self, me: Any, target: Any) -> Any:
        """How many links lead to another turtle; false where none do."""
        require_alive(target)
        self._graph()
        found = self._paths.distance(me, target)
        return False if found is None else float(found)

    def weighted_distance_to(self, me: Any, target: Any, variable: Any) -> Any:
        """The same by a variable of the links."""
        return self._weighted(target, variable).distances.get(me, False)

    def turtles_on_path_to(self, me: Any, target: Any) -> Any:
        """The turtles on a shortest path, both ends included; false where there is none."""
        require_alive(target)
        self._graph()
        return _or_false(self._paths.path(me, target, self.world.rng))

    def path_to(self, me: Any, target: Any) -> Any:
        """The links on a shortest path; false where there is none."""
        return self._links(self.turtles_on_path_to(me, target))

    def turtles_on_weighted_path_to(self, me: Any, target: Any, variable: Any) -> Any:
        """The turtles on a path that is shortest by a variable of the links; false where there is none."""
        return _or_false(self._weighted(target, variable).path(me, self.world.rng))

    def weighted_path_to(self, me: Any, target: Any, variable: Any) -> Any:
        """The links on a path that is shortest by a variable of them; false where there is none."""
        return self._links(self.turtles_on_weighted_path_to(me, target, variable))

    def _weighted(self, target: Any, variable: Any) -> WeightedPaths:
        graph = self._graph()
        return WeightedPaths(graph, weights(variable, graph), target)

    def _links(self, turtles: Any) -> Any:
        """A link for each step of a path; one of several is drawn."""
        if turtles is False:
            return False
        graph, found = self._graph(), []
        for one, two in pairwise(turtles):
            links = [link for link in graph.out_edges(one) if other_end(link, one) is two]
            found.append(links[self.world.rng.next_int(len(links))])
        return found

    # --- measures -------------------------------------------------------------------------------------------

    def betweenness_centrality(self, me: Any) -> float:
        """How many shortest paths lead over a turtle or a link."""
        return self._once(measures.betweenness, me)

    def eigenvector_centrality(self, me: Any) -> float:
        """A score by the scores of the neighbours; 1 for the highest of a component."""
        return self._once(measures.eigenvector, me)

    def page_rank(self, me: Any) -> float:
        """PageRank with a damping factor of 0.85, along links both ways."""
        return self._once(measures.page_rank, me)

    def closeness_centrality(self, me: Any) -> float:
        """One over the mean distance to all that can be reached."""
        graph = self._graph()
        graph.require(me)
        found = {one: self._paths.distance(me, one) for one in graph.nodes}
        known = {one: float(far) for one, far in found.items() if far is not None}
        return measures.closeness(graph, me, known)

    def weighted_closeness_centrality(self, me: Any, variable: Any) -> float:
        """The same by a variable of the links."""
        graph = self._graph()
        graph.require(me)
        weight = weights(variable, graph)
        found = {one: WeightedPaths(graph, weight, one).distances.get(me) for one in graph.nodes}
        return measures.closeness(graph, me, {one: far for one, far in found.items() if far is not None})

    def clustering_coefficient(self, me: Any) -> float:
        """The share of pairs of neighbours that are linked."""
        return measures.clustering(self._graph(), me)

    def modularity(self, communities: Any) -> float:
        """How well a list of turtle sets divides the graph."""
        sets = []
        for one in a_list(communities):
            if not isinstance(one, AgentSet) or one.kind != "turtle":
                what = type_name(one)
                raise failure(f"Expected the items of this list to be turtlesets, but got a {what}.")
            sets.append(set(one.agents()))
        return measures.modularity(self._graph(), sets)

    # --- clusters -------------------------------------------------------------------------------------------

    def louvain_communities(self) -> list[Any]:
        """Communities by the Louvain method, as a list of turtle sets."""
        return [ArraySet("turtle", one) for one in louvain(self._graph(), self.world.rng)]

    def weak_component_clusters(self) -> list[Any]:
        """The parts that hang together, as a shuffled list of turtle sets."""
        return self._clusters(self._graph().components)

    def bicomponent_clusters(self) -> list[Any]:
        """The parts that hang together without any one turtle, as a shuffled list of turtle sets."""
        import networkx as nx

        graph = self._graph()
        found = list(nx.biconnected_components(nx.Graph(graph.graph(directed=False))))
        held = set().union(*found) if found else set()
        return self._clusters([*found, *([one] for one in graph.nodes if one not in held)])

    def maximal_cliques(self) -> list[Any]:
        """All sets of turtles linked with each other to which none can be added, as a shuffled list."""
        return self._clusters(self._cliques())

    def biggest_maximal_cliques(self) -> list[Any]:
        """The largest of these sets."""
        found = self._cliques()
        most = max(map(len, found), default=0)
        return self._clusters([one for one in found if len(one) == most])

    def _cliques(self) -> list[list[Any]]:
        import networkx as nx

        graph = self._graph()
        if graph.directed:
            raise failure("Current graph must be undirected")
        return list(nx.find_cliques(nx.Graph(graph.graph())))

    def _clusters(self, found: Iterable[Iterable[Any]]) -> list[Any]:
        sets = [sorted(one, key=lambda turtle: turtle.id) for one in found]
        sets.sort(key=lambda turtles: [turtle.id for turtle in turtles])
        return [ArraySet("turtle", one) for one in shuffled(sets, self.world.rng)]

    # --- networks that are made -----------------------------------------------------------------------------

    def _generators(self, turtles: Any, links: Any) -> Generators:
        return Generators(self.world, *breeds_of(turtles, links))

    def _ask(self, made: list[Any], block: Block) -> None:
        """Run a block as the new turtles; their order is drawn in any case."""
        for turtle in self.world.shuffle_new(made):
            if block is not None:
                block(turtle)

    def generate_preferential_attachment(
        self, turtles: Any, links: Any, size: Any, degree: Any, block: Block = None
    ) -> None:
        """A network of Barabási and Albert."""
        number = at_least(size, 1)
        self._ask(self._generators(turtles, links).preferential(number, at_least(degree, 1)), block)

    def generate_random(self, turtles: Any, links: Any, size: Any, chance: Any, block: Block = None) -> None:
        """A network of Erdős and Rényi."""
        number = at_least(size, 1)
        self._ask(self._generators(turtles, links).random(number, probability_of(chance, "connexion")), block)

    def generate_watts_strogatz(
        self, turtles: Any, links: Any, size: Any, near: Any, chance: Any, block: Block = None
    ) -> None:
        """A small-world network of Watts and Strogatz."""
        number, neighborhood = at_least(size, 1), a_whole_number(near)
        if neighborhood < 0 or 2 * neighborhood > max(number - 1, 0):
            raise failure("Neighborhood size must be less than half the number of turtles.")
        made = self._generators(turtles, links).watts_strogatz(
            number, neighborhood, probability_of(chance, "rewire")
        )
        self._ask(made, block)

    def generate_small_world(
        self,
        turtles: Any,
        links: Any,
        rows: Any,
        columns: Any,
        exponent: Any,
        torus: Any,
        block: Block = None,
    ) -> None:
        """A small-world network of Kleinberg."""
        size = at_least(rows, 2, "rows"), at_least(columns, 2, "columns")
        self._ask(self._generators(turtles, links).small_world(*size, a_number(exponent), bool(torus)), block)

    def generate_lattice_2d(
        self, turtles: Any, links: Any, rows: Any, columns: Any, torus: Any, block: Block = None
    ) -> None:
        """A grid."""
        size = at_least(rows, 2, "rows"), at_least(columns, 2, "columns")
        self._ask(self._generators(turtles, links).lattice(*size, bool(torus)), block)

    def generate_ring(self, turtles: Any, links: Any, size: Any, block: Block = None) -> None:
        """A circle."""
        number = at_least(size, 3)
        self._ask(self._generators(turtles, links).ring(number), block)

    def generate_star(self, turtles: Any, links: Any, size: Any, block: Block = None) -> None:
        """A turtle in the middle, the others around it."""
        number = at_least(size, 1)
        self._ask(self._generators(turtles, links).star(number), block)

    def generate_wheel(self, turtles: Any, links: Any, size: Any, block: Block = None) -> None:
        """A circle around a turtle."""
        if isinstance(links, TreeSet) and links.directed:
            raise failure("Expected input to be an undirected link breed")
        self._wheel(turtles, links, size, block, inward=True)

    def generate_wheel_inward(self, turtles: Any, links: Any, size: Any, block: Block = None) -> None:
        """A circle whose turtles lead to the one in the middle."""
        require_directed(links)
        self._wheel(turtles, links, size, block, inward=True)

    def generate_wheel_outward(self, turtles: Any, links: Any, size: Any, block: Block = None) -> None:
        """A circle to whose turtles the one in the middle leads."""
        require_directed(links)
        self._wheel(turtles, links, size, block, inward=False)

    def _wheel(self, turtles: Any, links: Any, size: Any, block: Block, *, inward: bool) -> None:
        number = at_least(size, 4)
        self._ask(self._generators(turtles, links).wheel(number, inward=inward), block)

    # --- files ----------------------------------------------------------------------------------------------

    def save_matrix(self, name: Any) -> None:
        """Write the number of links between all pairs of turtles as lines of text."""
        self._files.save_matrix(a_string(name), self._graph())

    def load_matrix(self, name: Any, turtles: Any, links: Any, block: Block = None) -> None:
        """Make a network of a matrix."""
        self._ask(self._files.load_matrix(a_string(name), self._generators(turtles, links)), block)

    def save_graphml(self, name: Any) -> None:
        """Write the graph with all variables as GraphML."""
        self._files.save(a_string(name), self._graph(), ".graphml")

    def load_graphml(self, name: Any, block: Block = None) -> None:
        """Make a network of a GraphML file, in the breeds that it names."""
        world = self.world
        self._ask(self._files.load(a_string(name), world.turtles, world.links, ".graphml"), block)

    def _loading(self, ending: str) -> Callable[..., None]:
        def load(name: Any, turtles: Any, links: Any, block: Block = None) -> None:
            turtle_breed, link_breed = breeds_of(turtles, links)
            self._ask(self._files.load(a_string(name), turtle_breed, link_breed, ending), block)

        return load

    def _saving(self, ending: str) -> Callable[..., None]:
        def save(name: Any) -> None:
            self._files.save(a_string(name), self._graph(), ending)

        return save


def _or_false(found: list[Any] | None) -> Any:
    return False if found is None else found


EXTENSION = NwExtension
