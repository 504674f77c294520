"""Values on their way between Python and NetLogo, in few calls: each call into Java takes a microsecond.

Floats, strings, booleans, lists and NOBODY are turned into each other; agents, agentsets and anonymous
procedures reach Python as objects that can be passed back. A list of equally long rows, such as the crimes of
an hour, crosses as one array and is cut into rows by NetLogo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from netlogo.errors import NetLogoError
from netlogo.runtime.agents.base import NOBODY

SPLIT = (
    "[ [flat_ width_] -> n-values (length flat_ / width_)"
    " [ i_ -> sublist flat_ (i_ * width_) (i_ * width_ + width_) ] ]"
)
"""NetLogo's part of the way of a table: a flat list and a width become a list of rows."""
PAIRS = (
    "(runresult [ all_ -> ifelse-value (is-list? all_ and length filter [ one_ -> not (is-list? one_ and"
    " length one_ = 2 and is-string? first one_ and is-number? last one_) ] all_ = 0)"
    " [ (list (map [ one_ -> first one_ ] all_) (map [ one_ -> last one_ ] all_)) ]"
    " [ (list all_) ] ] ({text}))"
)
"""A reporter of [name number] pairs as two lists, names and numbers; of anything else as a list of one."""
_SCALARS = frozenset({float, str, bool})


@dataclass(frozen=True, eq=False, slots=True)
class JavaObject:
    """Something that lives in NetLogo: an agent, an agentset, an anonymous procedure."""

    java: Any
    text: str
    """As `print` shows it."""

    def __str__(self) -> str:
        return self.text


class Converter:
    """Turns values over for one workspace."""

    def __init__(self, jpype: Any, split: Callable[[Any, Any], Any]) -> None:
        """`split` runs `SPLIT` on a Java list and a number."""
        classes = jpype.JClass
        self._object = jpype.JClass("java.lang.Object")
        self._array = jpype.JArray(self._object)
        self._as_list = classes("java.util.Arrays").asList
        self._logo_list = classes("org.nlogo.core.LogoList")
        self._from_java_list = self._logo_list.fromJava
        self._double = classes("java.lang.Double")
        self._boolean = classes("java.lang.Boolean")
        self._string = classes("java.lang.String")
        self._nobody_class = classes("org.nlogo.core.Nobody$")
        self._nobody = getattr(self._nobody_class, "MODULE$")
        self._dump = classes("org.nlogo.api.Dump").logoObject
        self._split = split
        self._to_doubles = _to_doubles(jpype)

    def to_java(self, value: Any) -> Any:
        """A Python value for NetLogo; integers, tuples and numpy's values are taken as well.

        Raises:
            NetLogoError: NetLogo has no such value.
        """
        kind = value.__class__
        if (
            kind in _SCALARS
        ):  # JPype boxes these where Java takes an object; boxing them here leaks (JPype 1.7)
            return value
        if kind is int:
            return float(value)
        if kind is list or kind is tuple:
            return self._list(value)
        if kind is JavaObject:
            return value.java
        if value is None or value is NOBODY:
            return self._nobody
        if hasattr(value, "tolist"):
            return self.to_java(value.tolist())
        if isinstance(value, str | float | int):
            return self.to_java((str if isinstance(value, str) else float)(value))
        raise NetLogoError(f"expected a number, string, boolean, list or agent, got {value!r:.80}")

    def to_python(self, value: Any) -> Any:
        """A value of NetLogo as a Python value."""
        if isinstance(value, self._double):
            return float(value)
        if isinstance(value, self._string):
            return str(value)
        if isinstance(value, self._boolean):
            return bool(value)
        if isinstance(value, self._logo_list):
            return [self.to_python(item) for item in value.toJava().toArray()]
        if value is None or isinstance(value, self._nobody_class):
            return NOBODY
        return JavaObject(value, str(self._dump(value)))

    def numbers(self, logo_list: Any) -> list[float]:
        """A NetLogo list of numbers, in one piece."""
        return list(memoryview(self._to_doubles.apply(logo_list)))

    def objects(self, values: Sequence[Any]) -> Any:
        """Python values as a Java array of NetLogo's."""
        return self._array([self.to_java(value) for value in values])

    def _list(self, values: Sequence[Any]) -> Any:
        kinds = set(map(type, values))
        if kinds <= _SCALARS:
            return self._logo(values)
        if kinds <= {list, tuple} and len({len(row) for row in values}) == 1 and len(values[0]):
            flat = list(chain.from_iterable(values))
            if set(map(type, flat)) <= _SCALARS:
                return self._split(self._logo(flat), float(len(values[0])))
        return self._logo([self.to_java(value) for value in values])

    def _logo(self, values: Sequence[Any]) -> Any:
        return self._from_java_list(self._as_list(self._array(values)))


class Pairs:
    """Reads lists of [name number] again and again; names cross only when they have changed."""

    def __init__(self, converter: Converter, read: Callable[[], Any]) -> None:
        """`read` gives what a reporter made with `PAIRS` reports, as a Java list."""
        self._converter = converter
        self._read = read
        self._java_names: Any = None
        self._names: list[str] = []
        self._once = True

    def __call__(self) -> Any:
        """Names with their numbers; or, where it is no list of such pairs, whatever was reported."""
        value = self._read()
        names = value.get(0)
        if value.size() == 1:
            return self._converter.to_python(names)
        if self._java_names is None or not names.equals(self._java_names):
            self._java_names, self._names = names, self._converter.to_python(names)
            self._once = len(set(self._names)) == len(self._names)
        pairs = zip(self._names, self._converter.numbers(value.get(1)), strict=True)
        return dict(pairs) if self._once else [list(pair) for pair in pairs]


def _to_doubles(jpype: Any) -> Any:
    """Java's own function from a NetLogo list of numbers to an array: one call instead of five."""
    classes = jpype.JClass
    handles = classes("java.lang.invoke.MethodHandles")
    lookup = handles.publicLookup()
    signature = classes("java.lang.invoke.MethodType").methodType
    instance = classes("java.lang.invoke.MethodHandleProxies").asInterfaceInstance

    def method(owner: str, name: str, result: Any, *inputs: Any) -> Any:
        return lookup.findVirtual(classes(owner).class_, name, signature(result, *inputs))

    sequence, stream = classes("java.util.AbstractSequentialList"), classes("java.util.stream.Stream")
    doubles, unbox = classes("java.util.stream.DoubleStream"), classes("java.util.function.ToDoubleFunction")
    number = instance(unbox.class_, method("java.lang.Double", "doubleValue", jpype.JDouble.class_))
    steps = [
        method("org.nlogo.core.LogoList", "toJava", sequence.class_),
        method("java.util.AbstractSequentialList", "stream", stream.class_),
        handles.insertArguments(
            method("java.util.stream.Stream", "mapToDouble", doubles.class_, unbox.class_), 1, [number]
        ),
        method("java.util.stream.DoubleStream", "toArray", jpype.JArray(jpype.JDouble).class_),
    ]
    whole = steps[0]
    for step in steps[1:]:
        whole = handles.filterReturnValue(whole, step)
    return instance(classes("java.util.function.Function").class_, whole)
