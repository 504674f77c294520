"""List, string, colour and plot primitives with values worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from netlogo.errors import LogoError
from netlogo.runtime.primitives import color, list_blocks, lists
from netlogo.runtime.primitives.file_primitives import OpenFile
from netlogo.runtime.primitives.literals import read_from_string
from netlogo.runtime.state.file_access import FileAccess
from netlogo.runtime.state.plots import Plot, PlotPen
from netlogo.runtime.values import NOBODY, gt, lt


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (lists.position(2.0, [1.0, 2.0]), 1),
        (lists.position("b", "abc"), 1),
        (lists.position(True, [1.0]), False),
        (lists.remove(True, [1.0, True]), [1.0]),
        (lists.remove("a", "banana"), "bnn"),
        (lists.sentence(1.0, [2.0, [3.0]], "x"), [1.0, 2.0, [3.0], "x"]),
        (lists.word("a", 1.0, True), "a1true"),
        (lists.sublist([1.0, 2.0, 3.0], 1.0, 3.0), [2.0, 3.0]),
        (lists.substring("apple", 1.0, 3.0), "pp"),
        (lists.replace_item(1.0, "abc", "xy"), "axyc"),
        (lists.insert_item(3.0, [1.0, 2.0, 3.0], 4.0), [1.0, 2.0, 3.0, 4.0]),
        (lists.sort([2.0, "b", 1.0]), [1.0, 2.0]),
        (lists.remove_duplicates([1.0, True, 1.0, [1.0], [1.0]]), [1.0, True, [1.0]]),
        (lists.modes([1.0, 2.0, 2.0, 1.0, 3.0]), [1.0, 2.0]),
        (lists.range_(3.0), [0.0, 1.0, 2.0]),
        (lists.range_(5.0, 0.0, -2.0), [5.0, 3.0, 1.0]),
        (lists.range_(0.0, 0.3, 0.1), [0.0, 0.1, 0.2]),
    ],
)
def test_lists_and_strings(value: Any, expected: Any) -> None:
    assert value == expected


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lists.first([]), "List is empty."),
        (lambda: lists.but_last(""), "BUT-LAST got an empty string as input."),
        (lambda: lists.item(3.0, [1.0]), "Can't find element 3 of the list [1], which is only of length 1."),
        (lambda: lists.item(-1.0, [1.0]), "-1 isn't greater than or equal to zero."),
        (lambda: lists.sublist([1.0], 0.0, 2.0), "2 is greater than the length of the input list (1)."),
        (lambda: lists.substring("ab", 2.0, 1.0), "1 is less than 2."),
        (lambda: list_blocks.reduce_(max, []), "The list argument to reduce must not be empty."),
        (lambda: list_blocks.map_(max, [1.0], []), "All the list arguments to MAP must be the same length."),
        (lambda: read_from_string("1 2"), "Extra characters after literal."),
        (lambda: read_from_string("[1"), "No closing bracket for this open bracket."),
        (lambda: color.extract_rgb([1.0]), "Color must be a number or a valid RGB/A color list"),
    ],
)
def test_errors(call: Any, message: str) -> None:
    with pytest.raises(LogoError) as caught:
        call()
    assert caught.value.message.startswith(message)


def test_order_across_types_is_refused() -> None:
    assert lt("a", "b")
    with pytest.raises(LogoError, match="but not on a number and a TRUE/FALSE"):
        gt(1.0, True)


def test_literals() -> None:
    assert read_from_string('[1 -2.5 "a\\nb" [true] nobody red]') == [1.0, -2.5, "a\nb", [True], NOBODY, 15.0]


def test_colours() -> None:
    assert color.scale_color(15.0, 5.0, 0.0, 10.0) == 15
    assert color.scale_color(15.0, 0.0, 10.0, 0.0) == 19.9999
    assert (color.shade_of_p(13.0, 17.0), color.wrap_color(-5.0), color.wrap_color(145.0)) == (True, 135, 5)
    assert color.extract_rgb(15.0) == [215, 50, 41]
    assert color.approximate_rgb(255.0, 255.0, 255.0) == 9.9
    assert color.hsb(0.0, 100.0, 100.0) == [255, 0, 0]


def test_plot_ranges_grow_by_a_quarter_and_a_tenth() -> None:
    plot = Plot("p", [PlotPen("pen")])
    pen = plot.pens[0]
    for y in (1.0, 20.0):
        plot.plot(pen, y)
    assert [(point.x, point.y) for point in pen.points] == [(0, 1), (1, 20)]
    assert (plot.x_max, plot.y_max) == (10, 22)
    plot.plotxy(pen, 12.0, 0.0)
    assert plot.x_max == 15


def test_histogram_counts_into_intervals_and_drops_what_lies_outside() -> None:
    plot = Plot("p", [PlotPen("pen", default_mode=1)])
    plot.histogram(plot.pens[0], [0.0, 0.9, 3.5, 99.0])
    assert [(point.x, point.y) for point in plot.pens[0].points] == [(0, 2), (3, 1)]


def test_a_file_is_either_read_or_written(tmp_path: Any) -> None:
    path = tmp_path / "x.txt"
    file = OpenFile(path)
    file.write('1 "two" [3]\nlast line\n', FileAccess())
    with pytest.raises(LogoError, match="WRITING"):
        file.reading(FileAccess())
    file.close()
    file = OpenFile(path)
    file.reading(FileAccess())
    assert [file.value(), file.value(), file.value(), file.line(), file.rest] == [
        1,
        "two",
        [3],
        "last line",
        "",
    ]
