"""The primitives of NetLogo 6.4 in two dimensions: who may run each, what it takes and what it gives.

Two small tables hold the facts, one line for each distinct signature; they are read once at import. A name
may have aliases (`forward/fd`); the first one is the name the runtime knows it by.

    inputs [-> result] [; flags] : names        for commands and prefix reporters
    left ~ inputs -> result [; flags] : names   for infix reporters

Types are those of `syntax.TYPE_NAMES`, `a|b` is either, `*` may repeat in parentheses, `?` is an optional
block. Flags: four letters for the kinds of agent (O---), `block=` the kinds for the block, `level=` the
precedence where it is not 10, `right` associativity, `default=`/`least=` the numbers of inputs without and
with parentheses, `context` for a block that `report` cannot leave, `whole` for a command that cannot stand
alone for an anonymous procedure.
"""

from __future__ import annotations

import builtins
import keyword
import re
from dataclasses import dataclass
from typing import Final

from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.syntax import Syntax

_COMMANDS: Final = """
() ; whole : __done
() : __plot-pen-hide __plot-pen-show auto-plot-off auto-plot-on beep clear-all-plots clear-output clear-plot
     display file-close file-close-all file-flush hubnet-broadcast-clear-output hubnet-fetch-message
     hubnet-kick-all-clients no-display plot-pen-down plot-pen-reset plot-pen-up reset-perspective/rp
     reset-timer setup-plots stop stop-inspecting-dead-agents update-plots
agent : inspect stop-inspecting
boolean boolean : __change-topology
boolean commandblock : if
booleanblock commandblock : while
command list : __apply
commandblock : loop
list : histogram
list|turtleset number : layout-circle
number : plot random-seed set-histogram-num-bars set-plot-pen-interval set-plot-pen-mode wait
number commandblock : every repeat
number number : plotxy set-plot-x-range set-plot-y-range
number|list : set-plot-pen-color
readable : file-write output-write write
string : __mkdir create-temporary-plot-pen export-all-plots export-interface export-output export-view
     export-world file-delete file-open hubnet-clear-overrides hubnet-kick-client hubnet-reset-perspective
     set-current-directory set-current-plot set-current-plot-pen
string agent : hubnet-send-watch
string agent number : hubnet-send-follow
string string : export-plot
string wildcard : hubnet-broadcast
string|list : hubnet-send-clear-output
string|list string wildcard : hubnet-send
string|list wildcard : hubnet-send-message
turtleset linkset number : layout-tutte
turtleset linkset number number number : layout-spring
turtleset linkset turtle : layout-radial
wildcard : __ignore __stderr __stdout error file-print file-show file-type hubnet-broadcast-message
     output-print output-show output-type print report show type user-message
wildcard wildcard : __let let set
() ; ---L : hide-link show-link tie untie
number commandblock? ; --P- block=-T-- : sprout
() ; -T-- : follow-me hide-turtle/ht home pen-down/pd/pendown pen-erase/pe pen-up/pu/penup ride-me
     show-turtle/st
number ; -T-- : back/bk forward/fd jump left/lt right/rt
number number ; -T-- : facexy facexy-nowrap setxy
reference ; -T-- : downhill downhill4 uphill uphill4
turtle|patch ; -T-- : face face-nowrap move-to
turtle commandblock? ; -T-- block=---L : create-link-from create-link-to create-link-with
turtleset commandblock? ; -T-- block=---L : create-links-from create-links-to create-links-with
number commandblock? ; -T-- block=-T-- : hatch
() ; -T-L : die stamp stamp-erase
number ; -T-L : __set-line-thickness
() ; -TPL : watch-me
() ; O--- : __clear-all-and-reset-ticks __pwd clear-all/ca clear-drawing/cd clear-globals clear-links
     clear-patches/cp clear-ticks clear-turtles/ct hubnet-reset reset-ticks tick
agent ; O--- : watch
number ; O--- : set-patch-size tick-advance
number number ; O--- : __bench
number number number number ; O--- : resize-world
reference number ; O--- : diffuse diffuse4
string ; O--- : import-drawing import-pcolors import-pcolors-rgb import-world
turtle ; O--- : follow ride
turtleset|linkset string ; O--- : set-default-shape
number commandblock? ; O--- block=-T-- : create-ordered-turtles/cro create-turtles/crt
agentset commandblock ; block=? : ask-concurrent
agent|agentset commandblock ; block=? : ask
string agent|agentset string ; block=? : hubnet-clear-override
string agent|agentset string reporterblock ; block=? : hubnet-send-override
commandblock ; context : with-local-randomness without-interruption
commandblock commandblock ; context : carefully
string|command wildcard* ; default=1 least=1 : run
list* command ; default=2 least=2 : foreach
boolean boolean|commandblock* commandblock ; default=3 least=2 : ifelse/if-else
"""

_REPORTERS: Final = """
-> agent : subject
-> boolean : autoplot? file-at-end? hubnet-enter-message? hubnet-exit-message? hubnet-message-waiting?
     mouse-down? mouse-inside? netlogo-applet? netlogo-web?
-> boolean|string : user-directory user-file user-new-file
-> linkset : links no-links
-> list : base-colors hubnet-clients-list link-shapes shapes
-> number : __nano-time __processors behaviorspace-run-number max-pxcor max-pycor min-pxcor min-pycor
     mouse-xcor mouse-ycor new-seed patch-size plot-x-max plot-x-min plot-y-max plot-y-min random-pxcor
     random-pycor random-xcor random-ycor ticks timer world-height world-width
-> patchset : no-patches patches
-> readable : file-read
-> string : __dump __dump1 __random-state __stack-trace behaviorspace-experiment-name date-and-time
     error-message file-read-line hubnet-message-source hubnet-message-tag netlogo-version plot-name
-> turtleset : no-turtles turtles
-> wildcard : __boom hubnet-message
agentset -> agentset : other
agentset -> boolean : any?
agentset -> number : count
agentset|list -> list : sort
agentset|list -> wildcard : one-of
agent|agentset -> turtleset : turtles-on
boolean -> boolean : not
codeblock -> string : __block
list -> list : modes remove-duplicates shuffle
list -> number : max mean median min standard-deviation sum variance
list number number -> list : sublist
number -> number : abs acos asin ceiling cos exp floor int ln random random-exponential random-float
     random-poisson round sin sqrt tan wrap-color
number -> string : file-read-characters
number -> turtle|nobody : turtle
number agentset|list -> agentset|list : n-of up-to-n-of
number number -> boolean : shade-of?
number number -> link|nobody : link
number number -> number : atan log precision random-gamma random-normal remainder subtract-headings
number number -> patch|nobody : patch
number number number -> list : hsb rgb
number number number -> number : approximate-hsb approximate-rgb
number number number number -> number : scale-color
number reporter -> list : n-values
number string|list -> string|list : remove-item
number string|list -> wildcard : item
number string|list wildcard -> string|list : insert-item replace-item
number|list -> list : extract-hsb extract-rgb
reference -> list : __reference
reporter list -> list : filter
reporter list -> wildcard : __apply-result reduce
string -> boolean : file-exists? plot-pen-exists?
string -> readable : read-from-string
string -> string : __check-syntax
string number number -> string : substring
string|list -> boolean : empty?
string|list -> number : length
string|list -> string|list : but-first/butfirst/bf but-last/butlast/bl reverse
string|list -> wildcard : first last
symbol -> string : __symbol
wildcard -> boolean : is-agent? is-agentset? is-anonymous-command? is-anonymous-reporter? is-boolean?
     is-directed-link? is-link-set? is-link? is-list? is-number? is-patch-set? is-patch? is-string?
     is-turtle-set? is-turtle? is-undirected-link? user-yes-or-no?
wildcard -> string : __to-string user-input
wildcard agentset|string|list -> boolean : member?
wildcard list -> list : fput lput
wildcard list -> wildcard : user-one-of
wildcard string|list -> number|boolean : position
wildcard string|list -> string|list : remove
-> agentset ; ---L : both-ends
-> number ; ---L : link-heading link-length
-> agentset ; -T-- : in-link-neighbors link-neighbors out-link-neighbors
-> linkset ; -T-- : my-in-links my-links my-out-links
-> number ; -T-- : dx dy
-> patch ; -T-- : patch-here
agent -> agent ; -T-- : in-link-from out-link-to
agent -> boolean ; -T-- : in-link-neighbor? link-neighbor? out-link-neighbor?
agent -> link ; -T-- : link-with
number -> boolean ; -T-- : can-move?
number -> patch ; -T-- : patch-ahead
number number -> patch ; -T-- : patch-left-and-ahead patch-right-and-ahead
turtleset|patchset ~ number number -> turtleset|patchset ; -T-- level=13 : in-cone in-cone-nowrap
-> agent ; -T-L : other-end
-> patchset ; -TP- : neighbors neighbors4
-> turtleset ; -TP- : turtles-here
number number -> number ; -TP- : distancexy distancexy-nowrap towardsxy towardsxy-nowrap
number number -> patch ; -TP- : patch-at-heading-and-distance
number number -> patch|nobody ; -TP- : patch-at
number number -> turtleset ; -TP- : turtles-at
turtle|patch -> number ; -TP- : distance distance-nowrap towards towards-nowrap
turtleset|patchset ~ number -> turtleset|patchset ; -TP- level=13 : in-radius in-radius-nowrap
-> agent ; -TPL : myself self
-> string ; O--- : __checksum
agentset booleanblock -> boolean ; block=? : all?
agentset numberblock -> agent ; block=? : max-one-of min-one-of
number agentset numberblock -> agentset ; block=? : max-n-of min-n-of
reporter agentset|list -> list ; block=? : sort-by
reporterblock agentset -> list ; block=? : sort-on
reporterblock ~ agent|agentset -> wildcard ; block=? level=11 right : of
agentset ~ booleanblock -> agentset ; block=? level=13 : with
agentset ~ numberblock -> agentset ; block=? level=13 : with-max with-min
list|linkset|link|nobody* -> linkset ; default=1 least=0 : link-set
list|patchset|patch|nobody* -> patchset ; default=1 least=0 : patch-set
list|turtleset|turtle|nobody* -> turtleset ; default=1 least=0 : turtle-set
number* -> list ; default=1 least=1 : range
string|reporter wildcard* -> wildcard ; default=1 least=1 : runresult/run-result
wildcard* -> list ; default=2 least=0 : list sentence/se
wildcard* -> string ; default=2 least=0 : word
reporter list* -> list ; default=2 least=2 : map
agentset ~ agent|agentset -> agentset ; level=12 : who-are-not
turtleset|patchset ~ list -> agentset ; level=13 : at-points
boolean reporterblock reporterblock|boolean* -> wildcard ; level=3 default=3 least=3 : ifelse-value
boolean ~ boolean -> boolean ; level=4 : and or xor
wildcard ~ wildcard -> boolean ; level=5 : != =
agent|number|string ~ agent|number|string -> boolean ; level=6 : < <= > >=
number ~ number -> number ; level=7 : + -
number ~ number -> number ; level=8 : * / mod
number ~ number -> number ; level=9 : ^
"""


@dataclass(frozen=True, slots=True)
class Primitive:
    """One primitive: the runtime's name for it, and its syntax."""

    name: str
    syntax: Syntax

    @property
    def is_command(self) -> bool:
        """Whether it is a command; reporters have a result."""
        return self.syntax.returns == s.VOID

    @property
    def python(self) -> str:
        """The runtime's Python name of the primitive."""
        return python_name(self.name)


def python_name(name: str) -> str:
    """A NetLogo name as a Python identifier: `turtles-here` is `turtles_here`, `any?` is `any_p`, `list` is
    `list_`.
    """
    word = "__".join([mangle(part) for part in name.removeprefix("__").split(":")])
    return f"{word}_" if keyword.iskeyword(word) or hasattr(builtins, word) else word


def mangle(name: str) -> str:
    """The letters, digits and signs of a NetLogo name as characters that Python allows inside an
    identifier.
    """
    return re.sub(r"[^a-z0-9_]", lambda match: _SIGNS.get(match[0]) or f"_x{ord(match[0]):x}", name.lower())


_SIGNS: Final = {"-": "_", "?": "_p", "_": "__"}


def _mask(word: str) -> int:
    flags = s.REPEATABLE if "*" in word else 0
    flags |= s.OPTIONAL if "?" in word else 0
    for part in word.strip("*?").split("|"):
        flags |= s.TYPE_NAMES[part]
    return flags


def _syntax(signature: str, flags: str) -> Syntax:
    inputs, _, returns = signature.partition("->")
    left, _, right = inputs.rpartition("~")
    options: dict[str, str] = {}
    agents = "OTPL"
    for flag in flags.split():
        key, equals, value = flag.partition("=")
        if equals or key in ("right", "context", "whole"):
            options[key] = value
        else:
            agents = key
    return Syntax(
        right=tuple(_mask(word) for word in right.replace("()", "").split()),
        returns=_mask(returns.strip()) if returns else s.VOID,
        left=_mask(left.strip()) if left else s.VOID,
        precedence=int(options.get("level", 10 if returns else 0)),
        default=int(options.get("default", -1)),
        minimum=int(options.get("least", -1)),
        right_associative="right" in options,
        agents=agents,
        block_agents=options.get("block"),
        introduces_context="context" in options or "block" in options,
        concise="whole" not in options,
    )


def read_table(table: str, prefix: str = "") -> dict[str, Primitive]:
    """The primitives of a table by their names in capitals; `prefix` comes before each name (`csv:`)."""
    found: dict[str, Primitive] = {}
    for line in table.strip().replace("\n    ", " ").splitlines():
        head, _, names = line.partition(" : ")
        signature, _, flags = head.partition(";")
        syntax = _syntax(signature, flags)
        for group in names.split():
            spellings = [prefix + word for word in (group.split("/") if len(group) > 1 else [group])]
            primitive = Primitive(spellings[0], syntax)
            found.update({spelling.upper(): primitive for spelling in spellings})
    return found


COMMANDS: Final = read_table(_COMMANDS)
REPORTERS: Final = read_table(_REPORTERS)
UNARY_MINUS: Final = Primitive("unary-minus", Syntax(right=(s.NUMBER,), returns=s.NUMBER))
