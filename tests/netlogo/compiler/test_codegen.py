"""Generated Python: the same text each time, loops and arithmetic inline where that is right."""

from __future__ import annotations

import re

import pytest

from netlogo import Workspace


def python(code: str) -> str:
    """Generated code without the NetLogo line numbers."""
    text = Workspace.from_code(code).python()
    return "\n".join(re.sub(r" +# \d+$", "", line) for line in text.splitlines()).strip()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "turtles-own [ energy ] to go ask turtles [ set energy energy - 1 fd random 2 ] end",
            "def p_go(me):\n"
            "    for turtle_1 in ask(me, turtles):\n"
            "        turtle_1.v_energy = turtle_1.v_energy - 1.0\n"
            "        turtle_1.forward(random(2.0))",
        ),
        (
            "to go ask turtles [ set color red ask patch-here [ sprout 1 ] die ] end",
            "def p_go(me):\n"
            "    for turtle_1 in ask(me, turtles):\n"
            "        turtle_1.set_color(15.0)\n"
            "        for patch_1 in ask(turtle_1, turtle_1.patch):\n"
            "            patch_1.sprout_fast(1.0, None)\n"
            "        turtle_1.die()",
        ),
        (
            "patches-own [ grass ] to-report it report count patches with [ grass > 5 and pxcor = 0 ] end",
            "def p_it(me):\n"
            "    return float(len([patch_1 for patch_1 in patches.items"
            " if patch_1.v_grass > 5.0 and patch_1.pxcor == 0.0]))",
        ),
        (
            "to-report it [ x ] report x + 1 end to go print it 1 end",
            "def p_it(me, l_x):\n    return l_x + 1.0\n\ndef p_go(me):\n    print_(p_it(me, 1.0))",
        ),
        (
            'to-report it [ x ] report x + 1 end to go print it "a" end',
            'def p_it(me, l_x):\n    return add(l_x, 1.0)\n\ndef p_go(me):\n    print_(p_it(me, \'a\'))',
        ),
        (
            "to-report it [ xs ] foreach xs [ x -> if x = 2 [ report x ] ]"
            " report sum map [ x -> x * x ] [1 2] end",
            "def p_it(me, l_xs):\n"
            "    for l_x in check_list(l_xs):\n"
            "        if l_x == 2.0:\n"
            "            return l_x\n"
            "    return sum_([l_x_2 * l_x_2 for l_x_2 in list_1])",
        ),
    ],
)  # fmt: skip
def test_python_text(code: str, expected: str) -> None:
    assert python(code) == expected


def test_stop_in_a_loop_inside_ask_becomes_a_function() -> None:
    text = python("to go ask turtles [ repeat 3 [ if who = 1 [ stop ] ] ] end")
    assert "def as_turtle_1(turtle_1):" in text
    assert "return" in text


def test_the_order_of_patches_that_look_at_themselves_only_is_free() -> None:
    code = "patches-own [ grass ] globals [ g ] to go ask patches [ set grass grass + 1 {} ] end"
    alone, shared = python(code.format("")), python(code.format("set g g + 1"))
    assert "ask_in_any_order(me, patches)" in alone
    assert "ask_shuffled(me, patches)" in shared


def test_generated_text_is_the_same_each_time() -> None:
    code = "breed [ as a ] breed [ bs b ] to go ask as [ ask bs [ set color blue ] ] end"
    assert python(code) == python(code)


def test_who_asked_is_passed_only_where_it_is_needed() -> None:
    text = python("to a b end to b print myself end to c print 1 end")
    assert [line for line in text.splitlines() if line.startswith("def")] == [
        "def p_a(me, myself):",
        "def p_b(me, myself):",
        "def p_c(me):",
    ]
