"""Alias tables, products of rows and copies of turtles in C beside Python."""

import random

import pytest

import netlogo
from netlogo.runtime.agents import members
from netlogo.runtime.maths.alias import alias_tables

_kernel = pytest.importorskip("netlogo.runtime._kernel", reason="the kernel was not built (no C compiler)")


@pytest.mark.parametrize("size", [1, 2, 7, 100, 333])
def test_alias_tables_have_the_bits_of_the_twin(size: int) -> None:
    rng = random.Random(size)
    weights = [rng.choice([0.0, 1.0, rng.random()]) for _ in range(size)] + [1.0]
    shares = [weight / sum(weights) for weight in weights]
    assert _kernel.alias_tables(shares[:]) == alias_tables(shares[:])


def test_a_copy_of_a_turtle_has_all_its_variables() -> None:
    workspace = netlogo.Workspace.from_code("turtles-own [a b]")
    workspace.command('crt 1 [ set a "x" set b [1 2] ]')
    turtle = workspace.report("turtle 0")
    for copy in (_kernel.copy_of(turtle), members.copy_of(turtle)):
        names = [
            name for name in ("v_a", "v_b", "color", "heading", "xcor", "patch") if hasattr(turtle, name)
        ]
        assert len(names) > 3
        assert all(getattr(copy, name) is getattr(turtle, name) for name in names)


def test_what_are_no_rows_of_numbers_is_left_to_python() -> None:
    for a, b in (([[1.0]], [[1.0], [2.0]]), ([[1.0, "a"]], [[1.0], [2.0]]), ([], []), ([[1.0], []], [[1.0]])):
        assert _kernel.row_product(a, b) is None
