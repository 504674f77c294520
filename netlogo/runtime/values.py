"""NetLogo values seen from outside: how they print, what type they are, when two are equal and which is less.

NetLogo's values are Python's float, str, bool and list, NOBODY, agents, agentsets and anonymous procedures.
Nothing here knows of a world.
"""

from __future__ import annotations

from typing import Any, Final

from netlogo.errors import InputTypeError, LogoError
from netlogo.runtime.agents.agent_sets import AgentSet
from netlogo.runtime.agents.anonymous import AnonymousCommand, AnonymousReporter
from netlogo.runtime.agents.base import NOBODY, Agent, Nobody
from netlogo.runtime.maths.numbers import number_text

__all__ = ["NOBODY", "Nobody", "describe", "dump", "logo_equal"]

_ESCAPES: Final = str.maketrans({"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", '"': '\\"'})


def escape(text: str) -> str:
    """The text between the quotes of a NetLogo string literal."""
    return text.translate(_ESCAPES)


def dump(value: Any, readable: bool = False, exporting: bool = False) -> str:
    """The text of a value: as `print` shows it, as `write` (readable) or as an exported world has it
    (exporting).
    """
    kind = value.__class__
    if kind is float:
        return number_text(value)
    if kind is str:
        return f'"{escape(value)}"' if readable else value
    if kind is bool:
        return "true" if value else "false"
    if kind is list:
        if any(item.__class__ is list for item in value):
            return _dump_nested(value, readable, exporting)
        return "[" + " ".join([dump(item, readable, exporting) for item in value]) + "]"
    if isinstance(value, AgentSet):
        return value.exported() if exporting else value.text()
    if isinstance(value, Agent):
        return _dump_agent(value, exporting)
    dump_extension = getattr(value, "dump", None)
    if dump_extension is not None:
        return str(dump_extension(readable, exporting))
    return str(value)


def _dump_nested(value: list[Any], readable: bool, exporting: bool) -> str:
    """The text of a list of lists, however deep: without recursion."""
    parts = ["["]
    inside = [iter(value)]
    begun = False  # whether the innermost list has an item before
    while inside:
        for item in inside[-1]:
            if begun:
                parts.append(" ")
            if item.__class__ is list:
                inside.append(iter(item))
                parts.append("[")
                begun = False
                break
            parts.append(dump(item, readable, exporting))
            begun = True
        else:
            inside.pop()
            parts.append("]")
            begun = True
    return "".join(parts)


def _dump_agent(agent: Agent, exporting: bool) -> str:
    if agent.kind == "observer":
        return "observer"
    if agent.dead:
        return "nobody"
    return f"{{{agent}}}" if exporting else f"({agent})"


def type_name(value: Any) -> str:
    """NetLogo's word for the type of a value, as its error messages have it."""
    kind: type = value.__class__
    if kind is float:
        return "number"
    if kind is bool:
        return "TRUE/FALSE"
    if kind is str:
        return "string"
    if kind is list:
        return "list"
    if isinstance(value, AgentSet):
        return "agentset"
    if value is NOBODY:
        return "NOBODY"
    if isinstance(value, Agent):
        return value.kind
    if isinstance(value, AnonymousReporter):
        return "anonymous reporter"
    if isinstance(value, AnonymousCommand):
        return "anonymous command"
    return str(getattr(value, "type_name", kind.__name__))


def with_article(name: str) -> str:
    """A type's name with "a" or "an" before it."""
    return f"an {name}" if name[0].upper() in "AEIOU" else f"a {name}"


def a_type(value: Any) -> str:
    """The type of a value with its article, bare for NOBODY."""
    return "NOBODY" if value is NOBODY else with_article(type_name(value))


def describe(value: Any) -> str:
    """A value in the middle of a message: "the string hello", "the list [1 2]", "NOBODY"."""
    return "NOBODY" if value is NOBODY else f"the {type_name(value)} {dump(value, readable=True)}"


def wrong_type(expected: str, value: Any) -> InputTypeError:
    """The error of a primitive that needs `expected` (with article) and got `value`."""
    return InputTypeError(expected, describe(value))


# --- equality and order -----------------------------------------------------------------------------------


def logo_equal(a: Any, b: Any) -> bool:
    """NetLogo's `=`: by value, never across types, but a dead agent equals nobody."""
    if a is b:
        return True
    kind = a.__class__
    if kind is float or kind is str or kind is bool:
        return b.__class__ is kind and bool(a == b)
    if kind is list:
        if b.__class__ is not list or len(a) != len(b):
            return False
        return all(map(logo_equal, a, b))
    if isinstance(a, AgentSet):
        return isinstance(b, AgentSet) and a.same_as(b)
    if a is NOBODY:
        return isinstance(b, Agent) and b.dead
    if isinstance(a, Agent):
        if b is NOBODY:
            return a.dead
        return isinstance(b, Agent) and a.dead and b.dead and a.kind == b.kind
    compare = getattr(a, "logo_equals", None) or getattr(b, "logo_equals", None)
    if compare is not None:
        return bool(compare(b if hasattr(a, "logo_equals") else a))
    return False


def is_nobody(value: Any) -> bool:
    """Whether the value is nobody or an agent that has died."""
    return value is NOBODY or (isinstance(value, Agent) and value.dead)


def hash_key(value: Any) -> Any:
    """A hashable stand-in: two values have equal keys just if NetLogo's `=` holds between them."""
    kind = value.__class__
    if kind is float or kind is str or kind is bool:
        return kind, value
    if kind is list:
        return list, tuple([hash_key(item) for item in value])
    if isinstance(value, AgentSet):
        return value.kind, frozenset(value.agents())
    if is_nobody(value):
        return Nobody
    content_key = getattr(value, "content_key", None)
    return value if content_key is None else content_key()


def _operands(a: Any, b: Any) -> tuple[Any, Any] | None:
    """The two values as things Python can order, None where NetLogo has no order between them."""
    kind = a.__class__
    if kind is float and b.__class__ is float:
        return a, b
    if kind is str and b.__class__ is str:
        return a.encode("utf-16-be"), b.encode("utf-16-be")
    if isinstance(a, Agent) and isinstance(b, Agent) and a.kind == b.kind:
        return a.order, b.order
    return None


def _no_order(sign: str, a: Any, b: Any) -> LogoError:
    both = f"{a_type(a)} and {a_type(b)}"
    usable = "two numbers, two strings, or two agents of the same type"
    return LogoError(f"The {sign} operator can only be used on {usable}, but not on {both}.")


def lt(a: Any, b: Any) -> bool:
    """NetLogo's `<`."""
    if a.__class__ is float and b.__class__ is float:
        return bool(a < b)
    pair = _operands(a, b)
    if pair is None:
        raise _no_order("<", a, b)
    return bool(pair[0] < pair[1])


def gt(a: Any, b: Any) -> bool:
    """NetLogo's `>`."""
    if a.__class__ is float and b.__class__ is float:
        return bool(a > b)
    pair = _operands(a, b)
    if pair is None:
        raise _no_order(">", a, b)
    return bool(pair[0] > pair[1])


def le(a: Any, b: Any) -> bool:
    """NetLogo's `<=`."""
    if a.__class__ is float and b.__class__ is float:
        return bool(a <= b)
    pair = _operands(a, b)
    if pair is None:
        raise _no_order("<=", a, b)
    return bool(pair[0] <= pair[1])


def ge(a: Any, b: Any) -> bool:
    """NetLogo's `>=`."""
    if a.__class__ is float and b.__class__ is float:
        return bool(a >= b)
    pair = _operands(a, b)
    if pair is None:
        raise _no_order(">=", a, b)
    return bool(pair[0] >= pair[1])


# --- checks of inputs -------------------------------------------------------------------------------------


def check_number(value: Any) -> float:
    """The value, if it is a number."""
    if value.__class__ is float:
        return value
    raise wrong_type("a number", value)


def check_string(value: Any) -> str:
    """The value, if it is a string."""
    if value.__class__ is str:
        return value
    raise wrong_type("a string", value)


def no_agents(value: Any) -> None:
    """Refuse an agentset where a list is expected: both can be gone through."""
    if hasattr(value, "ask_order"):
        raise wrong_type("a list", value)


def check_list(value: Any) -> list[Any]:
    """The value, if it is a list."""
    if value.__class__ is list:
        return value
    raise wrong_type("a list", value)


def check_boolean(value: Any, primitive: str = "") -> bool:
    """The value, if it is true or false; `primitive` names who asks where the place does not tell."""
    if value.__class__ is bool:
        return value
    raise InputTypeError("a TRUE/FALSE", describe(value), primitive)


def check_bool(value: Any, agent: Agent, primitive: str) -> bool:
    """What a reporter block has reported for `agent`, if it is true or false."""
    if value.__class__ is bool:
        return value
    raise LogoError(
        f"{primitive} expected a true/false value from {dump(agent)}, but got {dump(value)} instead."
    )
