"""What each primitive does, in a sentence, with its inputs: for hovering over a word.

The sentences are those of the engine's own functions; forms that the compiler writes itself have theirs here.
"""

from __future__ import annotations

import inspect
import sys
from functools import cache
from typing import Any, Final

from netlogo import runtime
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.primitives import COMMANDS, REPORTERS, Primitive
from netlogo.compiler.front.program import Program, WorldSize
from netlogo.extensions import extension_class
from netlogo.runtime.world import World

_FORMS: Final = """
__apply Run an anonymous command with a list of inputs.
__apply-result The value of an anonymous reporter for a list of inputs.
!= Whether two values differ.
* The product of two numbers.
+ The sum of two numbers.
- The difference of two numbers, or a number with its sign turned.
/ The quotient of two numbers.
< Whether the first of two numbers, texts or agents comes before the second.
<= Whether the first comes before the second or is equal to it.
= Whether two values are equal.
> Whether the first of two numbers, texts or agents comes after the second.
>= Whether the first comes after the second or is equal to it.
^ The first number to the power of the second.
all? Whether a condition holds for all agents of a set.
and Whether both conditions hold; the second is looked at only if the first holds.
any? Whether a set has an agent.
ask Let agents run commands, in random order, one after the other.
ask-concurrent Let agents run commands in turns.
carefully Run commands; if one fails, run those of the second block instead.
count How many agents a set has.
die The agent leaves the world.
end The end of a procedure.
error-message The message of the error that `carefully` caught.
every Run commands if so many seconds have passed since the last time.
filter The items of a list for which a reporter gives true.
foreach Run a command for each item of a list, or of several lists side by side.
if Run commands if a condition holds.
ifelse Run the commands of the first condition that holds, or those of the last block.
ifelse-value The value of the first condition that holds, or of the last block.
is-agent? Whether a value is an agent that lives.
let Make a local variable.
list A list of its inputs.
loop Run commands again and again, until `stop` or `report`.
map A list of what a reporter makes of each item.
myself Who asked this agent.
n-values A list of what a reporter makes of 0, 1, 2 ...
not Whether a condition does not hold.
of A reporter's value in an agent, or a list of its values in the agents of a set, in random order.
or Whether one of two conditions holds; the second is looked at only if the first does not.
other The agents of a set without the one that asks.
patches The set of all patches.
reduce One value of a list, by putting items together from the left.
repeat Run commands so many times.
report End a reporter procedure, and give its value.
run Run a text or an anonymous command.
runresult The value of a text or of an anonymous reporter.
self The agent itself.
set Give a variable another value.
stop End the procedure, or the block of an `ask`.
turtles The set of all turtles.
links The set of all links.
while Run commands as long as a condition holds.
with The agents of a set for which a condition holds.
with-local-randomness Run commands without changing the random numbers that come after.
without-interruption Run commands at one go.
xor Whether just one of two conditions holds.
"""


@cache
def _own_words() -> dict[str, str]:
    return dict(line.split(" ", 1) for line in _FORMS.strip().splitlines())


@cache
def _documented() -> dict[str, str]:
    """First sentences of the runtime's functions and methods by their Python names."""
    world = World(Program(WorldSize(0, 0, 0, 0)), 1)
    found: dict[str, str] = {}
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith("netlogo.runtime."):
            for _, value in inspect.getmembers(module, inspect.isclass):
                for name, method in inspect.getmembers(value, callable):
                    _note(found, name, method)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                _note(found, name, function)
    for name, function in runtime.namespace(world).items():
        if inspect.isfunction(function) or inspect.ismethod(function):
            found.pop(name, None)
            _note(found, name, function)
    return found


def _note(found: dict[str, str], name: str, value: Any) -> None:
    text = inspect.getdoc(value)
    if text and not name.startswith("_") and name not in found:
        found[name] = " ".join(text.split("\n\n")[0].split())


def sentence(primitive: Primitive) -> str:
    """What a primitive does; empty where nobody says."""
    own = _own_words().get(primitive.name)
    if own:
        return own
    extension, colon, word = primitive.name.partition(":")
    if colon:
        return _of_extension(extension, word)
    if primitive.name.startswith("hubnet-"):
        return "Part of HubNet, which is not available here."
    if primitive.name.startswith("__"):
        return "A word for NetLogo's own use."
    known = _documented()
    return known.get(primitive.python) or known.get(f"{primitive.python}_fast", "")


def _of_extension(name: str, word: str) -> str:
    owner = extension_class(name)
    python = owner.spelled.get(word) or word.replace("-", "_").replace("?", "_p")
    text = inspect.getdoc(getattr(owner, python, None)) or ""
    return " ".join(text.split("\n\n")[0].split())


def signature(primitive: Primitive, spelled: str) -> str:
    """A primitive with the types of its inputs, and of its value."""
    syntax = primitive.syntax
    words = [spelled, *map(_type, syntax.right)]
    if syntax.infix:
        words.insert(0, _type(syntax.left))
    result = "" if primitive.is_command else f" → {_type(syntax.returns)}"
    return " ".join(words) + result


def _type(mask: int) -> str:
    text = s.a_type(mask & ~(s.REPEATABLE | s.OPTIONAL))
    more = "…" if mask & s.REPEATABLE else "?" if mask & s.OPTIONAL else ""
    return f"‹{text.removeprefix('a ').removeprefix('an ')}{more}›"


def hover(primitive: Primitive, spelled: str) -> str:
    """The text for a word, as Markdown."""
    runners = {"O": "the observer", "T": "turtles", "P": "patches", "L": "links"}
    agents = primitive.syntax.agents
    only = "" if agents == "OTPL" else f"\n\nRun by {', '.join(runners[x] for x in agents if x != '-')} only."
    return f"```netlogo\n{signature(primitive, spelled)}\n```\n{sentence(primitive)}{only}"


def undescribed() -> list[str]:
    """The primitives of the language that nobody describes."""
    return sorted({one.name for one in (*COMMANDS.values(), *REPORTERS.values()) if not sentence(one)})
