"""A model that people look at: what they do arrives, and it comes to the same as one that nobody looks at."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import netlogo
from bridge.window.session import Session
from bridge.window.viewers import Viewer
from netlogo import Workspace

MODEL = Path(netlogo.__file__).parent / "models" / "schelling-demo.nlogo"


class Seen:
    """A viewer whose messages are collected, and who asks for the next frame at once, or never."""

    def __init__(self, session: Session, *, slow: bool = False) -> None:
        self.loop = asyncio.new_event_loop()
        self.viewer = Viewer(self.loop)
        self.texts: list[dict[str, Any]] = []
        self.frames = 0
        self._slow = slow
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        session.look(self.viewer)

    def _run(self) -> None:
        self.loop.run_until_complete(self._collect())
        self.loop.close()

    async def _collect(self) -> None:
        while (content := await self.viewer.messages()) is not None:
            if isinstance(content, bytes):
                self.frames += 1
                if not self._slow:
                    self.viewer.ready()
            else:
                self.texts.append(json.loads(content))

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in list(self.texts) if one["type"] == kind]


def until(true: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


@pytest.fixture
def session() -> Iterator[Session]:
    session = Session.of(MODEL, seed=7)
    yield session
    session.close()


def number_of(session: Session, label: str) -> int:
    return next(place for place, one in enumerate(session.layout["widgets"]) if one.get("label") == label)


def world_of(ws: Workspace) -> tuple[object, ...]:
    return ws.world.rng.state(), ws.report("map [ p -> [ pcolor ] of p ] sort patches"), ws.report("ticks")


def test_looking_changes_nothing(session: Session) -> None:
    seen = Seen(session)
    for text in ("setup", "repeat 30 [ go ]"):
        session.do({"type": "line", "text": text})
    until(lambda: session.workspace.world.ticks == 30 and len(seen.of("plots")) > 0)
    alone = Workspace.open(MODEL, seed=7)
    alone.command("setup")
    alone.command("repeat 30 [ go ]")
    until(lambda: world_of(session.workspace) == world_of(alone))


def test_who_looks_gets_the_interface_first_then_its_values(session: Session) -> None:
    seen = Seen(session)
    until(lambda: seen.frames and seen.of("globals"))
    assert seen.texts[0]["type"] == "interface"
    assert [one["kind"] for one in seen.texts[0]["widgets"]].count("slider") == 3
    assert seen.of("globals")[0]["values"]["density"] == 80.0


def test_a_forever_button_runs_until_it_is_pressed_again(session: Session) -> None:
    seen = Seen(session)
    for label in ("setup", "go"):
        session.do({"type": "button", "button": number_of(session, label)})
    until(lambda: session.workspace.world.ticks > 5)
    session.do({"type": "button", "button": number_of(session, "go")})
    until(lambda: seen.of("running")[-1]["buttons"] == [])
    stopped = session.workspace.world.ticks
    time.sleep(0.3)
    assert session.workspace.world.ticks == stopped


def test_a_slider_moved_in_mid_command_counts_from_the_next_tick_on(session: Session) -> None:
    seen = Seen(session)
    session.do({"type": "line", "text": "setup repeat 400 [ go ] print similar-wanted"})
    until(lambda: session.workspace.world.ticks > 3)
    session.do({"type": "set", "name": "similar-wanted", "value": 71})
    until(lambda: "71\n" in "".join(one["text"] for one in seen.of("output")))


def test_halt_ends_a_loop_without_end(session: Session) -> None:
    seen = Seen(session)
    session.do({"type": "line", "text": "loop [ ]"})
    time.sleep(0.3)
    session.halt()
    session.do({"type": "line", "text": "print 12345"})
    until(lambda: any("12345" in one["text"] for one in seen.of("output")))


def test_a_viewer_who_never_draws_holds_nothing_up(session: Session) -> None:
    slow = Seen(session, slow=True)
    session.do({"type": "line", "text": "setup repeat 200 [ go ]"})
    until(lambda: session.workspace.world.ticks == 200)
    assert slow.frames == 1


def test_errors_of_code_have_their_place_and_good_code_begins_anew(session: Session) -> None:
    seen = Seen(session)
    session.do({"type": "code", "text": "to setup\n  fd 1 blah\nend"})
    until(lambda: seen.of("code"))
    [error] = seen.of("code")[0]["errors"]
    assert (error["line"], error["column"]) == (2, 8)
    session.do({"type": "code", "text": "to setup clear-all reset-ticks end"})
    until(lambda: len(seen.of("code")) == 2)
    assert seen.of("code")[1]["errors"] == []
    session.do({"type": "line", "text": "setup print 77"})
    until(lambda: any("77" in one["text"] for one in seen.of("output")))


def test_what_was_printed_stands_before_the_error_that_follows(session: Session) -> None:
    seen = Seen(session)
    session.do({"type": "line", "text": "print 111 print 222"})
    session.do({"type": "line", "text": "fd blah"})
    until(lambda: any("ERROR" in one["text"] for one in seen.of("output")))
    shown = "".join(one["text"] for one in seen.of("output"))
    assert shown.index("222\n") < shown.index("> fd blah") < shown.index("ERROR")


def test_questions_are_answered(session: Session) -> None:
    seen = Seen(session)
    session.do({"type": "line", "text": 'print user-one-of "Which?" [ "a" "b" ]'})
    until(lambda: seen.of("question"))
    assert seen.of("question")[0]["choices"] == ["a", "b"]
    session.do({"type": "answer", "value": 1})
    until(lambda: any("b\n" in one["text"] for one in seen.of("output")))


@pytest.mark.parametrize(
    "message",
    [
        {}, {"type": 5}, {"type": "button"}, {"type": "button", "button": 10**9},
        {"type": "button", "button": 0}, {"type": "set", "name": "no-such", "value": 1},
        {"type": "set", "name": "density", "value": {}}, {"type": "line", "agents": "nobody", "text": "x"},
        {"type": "mouse", "x": "left"}, {"type": "inspect"}, {"type": "inspect", "who": 10**12},
        {"type": "speed", "value": "fast"}, {"type": "line", "text": "["},
    ],
)  # fmt: skip
def test_nonsense_ends_nothing(session: Session, message: dict[str, Any]) -> None:
    seen = Seen(session)
    session.do(message)
    session.do({"type": "line", "text": "print 4711"})
    until(lambda: any("4711" in one["text"] for one in seen.of("output")))
