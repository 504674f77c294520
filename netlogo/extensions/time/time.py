"""The `time` extension: dates and times as values, times that follow the ticks, and events at given ticks.

Everything of NetLogo 6.4's but the time series (`time:ts-...`). A string stands for a moment wherever one is
expected.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from netlogo.errors import LogoError
from netlogo.extensions.base import Extension, a_number, a_string, failure
from netlogo.extensions.time.format import FormatError, written
from netlogo.extensions.time.schedule import Schedule
from netlogo.extensions.time.values import LogoTime, read_time, read_time_as, unit
from netlogo.runtime.maths.numbers import java_text
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    from netlogo.runtime.world import World

_STANDARD = "uuuu-MM-dd HH:mm:ss.SSS"


class TimeExtension(Extension):
    """Primitives of `time`."""

    name = "time"
    hidden_state = True  # the schedule
    signatures: ClassVar[str] = """
clear-schedule : ()
go : () ; draws kills runs
go-until : wildcard ; draws kills runs
anchor-schedule : wildcard number string
schedule-event : wildcard wildcard wildcard
schedule-event-shuffled : wildcard wildcard wildcard
schedule-repeating-event : wildcard wildcard wildcard number
schedule-repeating-event-shuffled : wildcard wildcard wildcard number
schedule-repeating-event-with-period : wildcard wildcard wildcard number string
schedule-repeating-event-shuffled-with-period : wildcard wildcard wildcard number string
size-of-schedule : -> number
show-schedule : -> string
create : string -> wildcard
create-with-format : string string -> wildcard
copy : wildcard -> wildcard
show : wildcard string -> string
get : string wildcard -> number
plus : wildcard number string -> wildcard
anchor-to-ticks : wildcard number string -> wildcard
difference-between : wildcard wildcard string -> number
is-before? : wildcard wildcard -> boolean
is-after? : wildcard wildcard -> boolean
is-equal?/is-equal : wildcard wildcard -> boolean
is-between? : wildcard wildcard wildcard -> boolean
"""

    def __init__(self, world: World) -> None:
        self._schedule = Schedule(world)
        super().__init__(world)

    def forget(self) -> None:
        """`clear-all`: no events are left."""
        super().forget()
        self._schedule.clear()

    def read(self, type_word: str, text: str) -> LogoTime:
        """The moment of an exported world."""
        return read_time(text)

    # -- times

    def create(self, text: Any) -> LogoTime:
        """A moment from its text."""
        return read_time(a_string(text))

    def create_with_format(self, text: Any, pattern: Any) -> LogoTime:
        """A moment from a text in a pattern."""
        return read_time_as(a_string(text), a_string(pattern))

    def copy(self, time: Any) -> LogoTime:
        """The moment as it is now."""
        return _time(time, 1).copied()

    def anchor_to_ticks(self, time: Any, amount: Any, word: Any) -> LogoTime:
        """A moment that moves with the ticks from now on."""
        world = self.world
        return _time(time, 1).anchored(a_number(amount), unit(a_string(word)), lambda: world.ticks)

    def show(self, time: Any, pattern: Any) -> str:
        """The moment by a pattern; the standard one where it is blank."""
        found, given = _time(time, 1), a_string(pattern)
        java = given.replace("y", "u") if given.strip() else _STANDARD
        return _written(found.moment, java)

    def get(self, word: Any, time: Any) -> float:
        """A part of the moment."""
        part = unit(a_string(word))
        return _time(time, 2).get(part)

    def plus(self, time: Any, amount: Any, word: Any) -> LogoTime:
        """The moment some units later."""
        return _time(time, 1).plus(a_number(amount), unit(a_string(word)))

    def difference_between(self, start: Any, end: Any, word: Any) -> float:
        """How many units from one moment to another."""
        return _time(start, 1).until(_time(end, 2), unit(a_string(word)))

    def is_before_p(self, time: Any, other: Any) -> bool:
        """Whether a moment is before another."""
        one, two = _pair(time, other)
        return one.moment < two.moment

    def is_after_p(self, time: Any, other: Any) -> bool:
        """Whether a moment is after another."""
        one, two = _pair(time, other)
        return one.moment > two.moment

    def is_equal_p(self, time: Any, other: Any) -> bool:
        """Whether two moments are the same."""
        one, two = _pair(time, other)
        return one.moment == two.moment

    def is_between_p(self, time: Any, one: Any, other: Any) -> bool:
        """Whether a moment is between two others, ends included."""
        return _time(time, 1).is_between(_time(one, 2), _time(other, 3))

    # -- events

    def anchor_schedule(self, time: Any, amount: Any, word: Any) -> None:
        """Give the ticks of events a date."""
        self._schedule.anchor(_time(time, 1), a_number(amount), unit(a_string(word)))

    def clear_schedule(self) -> None:
        """Forget all events."""
        self._schedule.clear()

    def size_of_schedule(self) -> float:
        """How many events are to come."""
        return float(len(self._schedule))

    def show_schedule(self) -> str:
        """The events to come as text."""
        return self._schedule.text()

    def schedule_event(self, who: Any, task: Any, when: Any) -> None:
        """An event of agents in order, or of the observer."""
        self._schedule.add(who, task, when, shuffled=False)

    def schedule_event_shuffled(self, who: Any, task: Any, when: Any) -> None:
        """An event of agents in random order."""
        self._schedule.add(who, task, when, shuffled=True)

    def schedule_repeating_event(self, who: Any, task: Any, when: Any, every: Any) -> None:
        """An event that comes again every so many ticks."""
        self._schedule.add(who, task, when, False, _interval(every))

    def schedule_repeating_event_shuffled(self, who: Any, task: Any, when: Any, every: Any) -> None:
        """The same with agents in random order."""
        self._schedule.add(who, task, when, True, _interval(every))

    def schedule_repeating_event_with_period(
        self, who: Any, task: Any, when: Any, every: Any, word: Any
    ) -> None:
        """An event that comes again every so many units of time."""
        self._schedule.add(who, task, when, False, _interval(every), unit(a_string(word)))

    def schedule_repeating_event_shuffled_with_period(
        self, who: Any, task: Any, when: Any, every: Any, word: Any
    ) -> None:
        """The same with agents in random order."""
        self._schedule.add(who, task, when, True, _interval(every), unit(a_string(word)))

    def go(self, me: Any) -> None:
        """Run all events."""
        self._schedule.run(me)

    def go_until(self, me: Any, when: Any) -> None:
        """Run the events up to a tick or a moment."""
        try:
            time = _time(when, 1)
        except LogoError:
            if when.__class__ is not float:
                shown = _java_shown(when)
                raise failure(
                    f"time: was expecting a number as argument 1, found this instead: {shown}"
                ) from None
            self._schedule.run(me, when)
        else:
            self._schedule.run(me, self._schedule.ticks_until(time))


def _interval(every: Any) -> float:
    """A positive interval; what is not positive is refused by the schedule after its other inputs."""
    return a_number(every) or -1.0


def _java_shown(value: Any) -> str:
    return java_text(value) if value.__class__ is float else dump(value)


def _time(value: Any, place: int) -> LogoTime:
    """A moment, or what a string says."""
    if value.__class__ is LogoTime:
        return value
    if value.__class__ is str:
        return read_time(value)
    shown = _java_shown(value)
    raise failure(f"time was expecting a LogoTime object as argument {place}, found this instead: {shown}")


def _pair(time: Any, other: Any) -> tuple[LogoTime, LogoTime]:
    one, two = _time(time, 1), _time(other, 2)
    one.require_kind_of((two,))
    return one, two


def _written(moment: datetime, pattern: str) -> str:
    try:
        return written(moment, pattern)
    except FormatError as error:
        raise failure(str(error)) from error


EXTENSION = TimeExtension
