"""Worlds, turtles, links and agentsets on small worlds, with distances and neighbours worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from netlogo.compiler.front.program import Breed, Program, WorldSize
from netlogo.errors import LogoError
from netlogo.runtime import World, namespace
from netlogo.runtime.values import NOBODY, dump, logo_equal


def make_world(wrap: bool = True, size: int = 5) -> World:
    program = Program(WorldSize(-size, size, -size, size, wrap, wrap))
    program.turtles_own = ["ENERGY"]
    program.patches_own = ["CHEMICAL"]
    program.breeds = {"SHEEP": Breed("SHEEP", "A-SHEEP", "sheep", "a-sheep", owns=["WOOL"])}
    program.link_breeds = {
        "ROADS": Breed("ROADS", "ROAD", "roads", "road", is_link=True, is_directed=True),
        "TRACKS": Breed("TRACKS", "TRACK", "tracks", "track", is_link=True),
    }
    return World(program, seed=1)


@pytest.fixture
def world() -> World:
    return make_world()


def test_new_turtles_draw_colour_and_heading(world: World) -> None:
    expected = world.rng.clone()
    turtle = world.create_turtles_fast(1.0)[0]
    assert turtle.color == 5 + 10 * expected.next_int(14)
    assert turtle.heading == expected.next_int(360)
    assert (turtle.xcor, turtle.ycor, dump(turtle)) == (0, 0, "(turtle 0)")


def test_forward_wraps_on_a_torus_and_stops_in_a_box() -> None:
    for wrap, x in ((True, -4.0), (False, 5.0)):
        turtle = make_world(wrap).create_turtles_fast(1.0)[0]
        turtle.set_heading(90.0)
        turtle.forward(7.0)
        assert (turtle.xcor, turtle.patch.pxcor) == (x, x)


def test_distance_and_heading_take_the_short_way_round(world: World) -> None:
    one, two = world.create_turtles_fast(2.0)
    one.setxy(-5.0, 0.0)
    two.setxy(5.0, 0.0)
    assert (one.distance(two), one.towards(two)) == (1, 270)


def test_setxy_beyond_a_box_is_refused() -> None:
    turtle = make_world(wrap=False).create_turtles_fast(1.0)[0]
    with pytest.raises(
        LogoError, match=r"^The point \[ 6 , 0 \] is outside of the boundaries of the world and"
    ):
        turtle.setxy(6.0, 0.0)


def test_neighbours_come_in_netlogos_order(world: World) -> None:
    origin = world.topology.patch_inside(0.0, 0.0)
    around = [(p.pxcor, p.pycor) for p in origin.neighbors()]
    assert around == [(0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, -1), (-1, 1)]


def test_corner_of_a_box_has_three_neighbours() -> None:
    corner = make_world(wrap=False).topology.patch_inside(5.0, 5.0)
    assert [dump(p) for p in corner.neighbors()] == ["(patch 5 4)", "(patch 4 5)", "(patch 4 4)"]


def test_dead_turtles_leave_sets_patches_and_links(world: World) -> None:
    one, two = world.create_turtles_fast(2.0)
    link = one.create_link_with(two)[0]
    one.die()
    assert (world.turtles.count(), world.links.count(), link.dead, two.link_neighbors().count()) == (
        1,
        0,
        True,
        0,
    )
    assert dump(one) == "nobody"
    assert logo_equal(one, NOBODY)
    with pytest.raises(LogoError, match=r"^That turtle is dead\.$"):
        two.distance(one)


def test_asking_skips_those_who_die_on_the_way(world: World) -> None:
    world.create_turtles_fast(10.0)
    asked = []
    for turtle in world.turtles.ask_order(world.rng):
        asked.append(turtle)
        for other in world.turtles.agents():
            if other is not turtle:
                other.die()
    assert len(asked) == 1


def test_lazy_and_eager_order_agree(world: World) -> None:
    world.create_turtles_fast(100.0)
    twin = world.rng.clone()
    assert list(world.turtles.ask_order(world.rng)) == world.turtles.shuffled(twin)
    assert world.rng.bits(32) == twin.bits(32)


def test_breed_change_keeps_who_order_and_own_variables(world: World) -> None:
    sheep = world.breeds["SHEEP"]
    young = world.create_turtles_fast(3.0)
    attr = world.program.attr("WOOL")
    young[2].set_breed(sheep)
    young[0].set_breed(sheep)
    assert [t.id for t in sheep] == [0, 2]
    setattr(young[0], attr, 3.0)
    young[0].set_breed(world.turtles)
    assert not hasattr(young[0], attr)


def test_hatch_copies_and_goes_on_counting(world: World) -> None:
    parent = world.create_turtles_fast(1.0)[0]
    parent.forward(2.0)
    child = parent.hatch_fast(1.0, world.breeds["SHEEP"])[0]
    assert (child.id, child.xcor, child.color, dump(child)) == (1, parent.xcor, parent.color, "(a-sheep 1)")


def test_links_sort_by_ends_then_breed(world: World) -> None:
    a, b, c = world.create_turtles_fast(3.0)
    roads, tracks = world.breeds["ROADS"], world.breeds["TRACKS"]
    c.create_link_with(b, tracks)
    b.create_link_to(a, roads)
    a.create_link_with(b, tracks)
    a.create_link_to(b, roads)
    assert [dump(link) for link in world.links] == ["(road 0 1)", "(track 0 1)", "(road 1 0)", "(track 1 2)"]
    assert [t.id for t in a.out_link_neighbors(roads)] == [1]
    assert b.in_link_neighbor_p(a, roads)
    assert a.create_link_to(b, roads) == []


def test_breeded_and_unbreeded_links_do_not_mix(world: World) -> None:
    a, b = world.create_turtles_fast(2.0)
    a.create_link_to(b, world.breeds["ROADS"])
    with pytest.raises(LogoError, match="both breeded and unbreeded links"):
        a.create_link_with(b)
    with pytest.raises(LogoError, match=r"^ROADS is a directed breed\.$"):
        a.create_link_with(b, world.breeds["ROADS"])


def test_tied_turtle_follows_and_swings(world: World) -> None:
    root, leaf = world.create_turtles_fast(2.0)
    root.set_heading(0.0)
    leaf.setxy(0.0, 2.0)
    leaf.set_heading(0.0)
    root.create_link_to(leaf, world.breeds["ROADS"])[0].tie()
    root.forward(1.0)
    assert (leaf.xcor, leaf.ycor) == (0, 3)
    root.right(90.0)
    assert (leaf.xcor, leaf.ycor, leaf.heading) == (2, 1, 90)


def test_diffusion_on_a_torus_keeps_the_sum_and_shares_by_eighths(world: World) -> None:
    attr = world.program.attr("CHEMICAL")
    setattr(world.topology.patch_inside(0.0, 0.0), attr, 8.0)
    namespace(world)["diffuse"](attr, 0.5)
    values = {(p.pxcor, p.pycor): getattr(p, attr) for p in world.patches}
    assert (values[0, 0], values[1, 1], values[0, -1], values[2, 0]) == (4, 0.5, 0.5, 0)


def test_in_radius_of_all_topologies_agrees_with_distances() -> None:
    for wrap in (True, False):
        world = make_world(wrap, size=3)
        primitives = namespace(world)
        turtle = world.create_turtles_fast(1.0)[0]
        turtle.setxy(2.6, -3.2)
        for radius in (0.5, 1.0, 1.7, 2.0, 3.3, 6.0):
            near = set(primitives["in_radius"](turtle, world.patches, radius))
            assert near == {p for p in world.patches if turtle.distance(p) <= radius}


def test_clear_all_starts_again(world: World) -> None:
    turtle = world.create_turtles_fast(3.0)[0]
    world.ticks = 4.0
    world.clear_all()
    assert (turtle.dead, world.turtles.count(), world.ticks, world.next_who()) == (True, 0, -1, 0)


def test_local_randomness_leaves_the_numbers_alone(world: World) -> None:
    primitives = namespace(world)
    expected = world.rng.clone().next_double()
    with primitives["with_local_randomness"]():
        assert primitives["random_float"](1.0) == expected
    assert primitives["random_float"](1.0) == expected


def test_printing_of_sets_and_lists(world: World) -> None:
    primitives: dict[str, Any] = namespace(world)
    one = world.create_turtles_fast(1.0)[0]
    some = primitives["turtle_set"](one, [NOBODY, one])
    assert (
        dump([some, world.turtles, "a\n", True, NOBODY, 1.5])
        == "[(agentset, 1 turtle) turtles a\n true nobody 1.5]"
    )
    assert dump(["a\n"], readable=True) == '["a\\n"]'
    assert world.breeds["SHEEP"].exported() == "{breed sheep}"


def test_export_and_import_give_the_same_world_back(world: World, tmp_path: Any) -> None:
    world.folder = tmp_path
    primitives = namespace(world)
    a, b = world.create_turtles_fast(2.0)
    a.forward(3.3)
    a.create_link_to(b, world.breeds["ROADS"])
    b.set_breed(world.breeds["SHEEP"])
    setattr(a, world.program.attr("ENERGY"), [1.0, "x", b])
    primitives["export_world"]("w.csv")
    drawn = primitives["random"](1e6)
    world.clear_all()
    primitives["import_world"]("w.csv")
    again = world.turtles.get(0)
    assert dump(getattr(again, world.program.attr("ENERGY"))) == "[1 x (a-sheep 1)]"
    assert ([dump(link) for link in world.links], again.xcor) == (["(road 0 1)"], a.xcor)
    assert primitives["random"](1e6) == drawn
