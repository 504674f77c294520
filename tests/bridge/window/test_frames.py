"""Frames hold what the world looks like, and the patches only where they have changed."""

import json
import math
from typing import Any

import numpy as np
import pytest

from bridge.window.frames import Painter
from netlogo import Workspace

KINDS = {"f32": np.float32, "u32": np.uint32, "u16": np.uint16, "u8": np.uint8}


def decoded(frame: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """As the page takes a frame apart."""
    size = int.from_bytes(frame[:4], "little")
    head = json.loads(frame[4 : 4 + size])
    at = 4 + size + -size % 4
    arrays = {}
    for name, kind, length in head["arrays"]:
        arrays[name] = np.frombuffer(frame, KINDS[kind], length, at)
        at += arrays[name].nbytes + -arrays[name].nbytes % 4
    assert at == len(frame)
    return head, arrays


@pytest.fixture
def ws() -> Workspace:
    return Workspace.from_code(
        "breed [ foxes fox ] directed-link-breed [ roads road ]",
        min_pxcor=0, max_pxcor=2, min_pycor=0, max_pycor=1,
    )  # fmt: skip


def test_a_frame_shows_every_agent_that_is_not_hidden(ws: Workspace) -> None:
    ws.command(
        'clear-all ask patch 2 1 [ set pcolor red set plabel "here" ] crt 1 [ set color [ 1 2 3 ] ] '
        "create-foxes 2 [ setxy who 0.25 set heading 90 set size 1.5 set label who set color blue ] "
        "ask fox 1 [ create-road-to fox 2 [ set thickness 0.5 set color green ] ] "
        "ask turtle 0 [ hide-turtle ] watch fox 2 reset-ticks"
    )
    head, arrays = decoded(Painter(ws.world).picture().encode(0))
    assert head["world"] == [0, 2, 0, 1]
    assert head["ticks"] == 0
    assert list(arrays["who"]) == [1, 2]
    assert list(arrays["x"]) == [1.0, 2.0]
    assert list(arrays["heading"]) == [90.0, 90.0]
    assert [hex(one) for one in arrays["color"]] == ["0xff345da9"] * 2
    assert head["labels"] == [[0, "1", 0xFFFFFF], [1, "2", 0xFFFFFF]]
    assert [hex(one) for one in arrays["patches"]] == ["0xff000000"] * 2 + ["0xffd73229"] + ["0xff000000"] * 3
    assert head["patch_labels"] == [[2.0, 1.0, "here", 0xFFFFFF]]
    assert list(arrays["link_ends"]) == [1.0, 0.25, 2.0, 0.25]
    assert list(arrays["link_directed"]) == [1]
    assert head["subject"] == [2.0, 0.25]


def test_patches_travel_to_those_who_have_not_got_them(ws: Workspace) -> None:
    painter = Painter(ws.world)
    first = painter.picture()
    assert "patches" in decoded(first.encode(0))[1]
    again = painter.picture()
    assert "patches" not in decoded(again.encode(first.patch_version))[1]
    ws.command("ask patch 0 0 [ set pcolor 5 ]")
    assert "patches" in decoded(painter.picture().encode(first.patch_version))[1]


def test_marks_of_the_drawing_travel_once(ws: Workspace) -> None:
    ws.command("crt 1 [ pen-down setxy 1 0 setxy 0 0 ]")
    painter = Painter(ws.world)
    first = painter.picture()
    shown = decoded(first.encode(0))[0]["drawing"]
    assert shown["fresh"]
    assert [mark[:5] for mark in shown["marks"]] == [["line", 0, 0, 1, 0], ["line", 1, 0, 0, 0]]
    seen = first.drawing_version
    assert "drawing" not in decoded(painter.picture().encode(1, seen))[0]
    ws.command("ask turtles [ stamp ]")
    news = decoded(painter.picture().encode(1, seen))[0]["drawing"]
    assert (news["fresh"], len(news["marks"])) == (False, 1)


def test_an_empty_world_is_a_frame(ws: Workspace) -> None:
    head, arrays = decoded(Painter(ws.world).picture().encode(0))
    assert len(arrays["x"]) == len(arrays["link_ends"]) == 0
    assert math.isclose(head["ticks"], -1)
