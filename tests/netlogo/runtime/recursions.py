"""Recursion through each primitive that runs a block or an anonymous procedure, in a process of its own.

`python -m tests.netlogo.runtime.recursions` prints each name before it runs and its error afterwards, so that
who reads can tell which one ended the process.
"""

import sys

from netlogo import LogoError, Workspace

REPORTERS = {
    "plain call": "deep (n + 1)",
    "sort-by": "item 0 sort-by [[a b] -> deep (n + 1) > a] [3 1 2]",
    "sort-by of agents": "length sort-by [[a b] -> deep (n + 1) > 0] turtles",
    "sort-on": "length sort-on [deep (n + 1)] turtles",
    "map": "item 0 map [x -> deep (n + 1)] [1 2]",
    "map of two": "item 0 (map [[x y] -> deep (n + 1)] [1 2] [3 4])",
    "map of a value": "item 0 map f [1 2]",
    "filter": "length filter [x -> deep (n + 1) > 0] [1 2]",
    "reduce": "reduce [[a b] -> deep (n + 1)] [1 2 3]",
    "reduce of a value": "reduce g [1 2 3]",
    "sort-by of a value": "length sort-by h [2 1 3]",
    "n-values": "item 0 n-values 2 [x -> deep (n + 1)]",
    "runresult": "runresult [[] -> deep (n + 1)]",
    "runresult with inputs": "(runresult f 1)",
    "runresult of text": 'runresult "deep (n + 1)"',
    "run of text": "ran n",
    "apply": "(__apply-result f [1])",
    "of": "[deep (n + 1)] of turtle 0",
    "of a set": "sum [deep (n + 1)] of turtles",
    "with": "count turtles with [deep (n + 1) > 0]",
    "any with": "count-if any? turtles with [deep (n + 1) > 0]",
    "all": "count-if all? turtles [deep (n + 1) > 0]",
    "max-one-of": "[who] of max-one-of turtles [deep (n + 1)]",
    "min-n-of": "count min-n-of 1 turtles [deep (n + 1)]",
    "with-max": "count turtles with-max [deep (n + 1)]",
    "one-of with": "[who] of one-of turtles with [deep (n + 1) > 0]",
    "group-items": "table:length table:group-items [1 2] [x -> deep (n + 1)]",
    "group-agents": "table:length table:group-agents turtles [deep (n + 1)]",
    "weighted-one-of": "[who] of rnd:weighted-one-of turtles [deep (n + 1)]",
    "weighted-one-of-list": "rnd:weighted-one-of-list [1 2] [x -> deep (n + 1)]",
    "matrix:map": "matrix:get matrix:map [x -> deep (n + 1)] matrix:make-constant 1 2 3 0 0",
    "sorts and others": "length sort-by [[a b] -> reduce [[c d] -> [max map [x -> deep (n + 1)]"
    " [1 2]] of turtle 0] [1 2] > 0] [1 2]",
    "ask": "asked n",
    "ask one": "asked-one n",
    "foreach": "each n",
    "foreach of a value": "each-value n",
    "carefully": "careful n",
    "repeat": "repeated n",
    "hatch": "hatched n",
    "sprout": "sprouted n",
    "create-link": "linked n",
    "with-local-randomness": "local n",
    "without-interruption": "without n",
    "ifelse-value": "ifelse-value (n >= 0) [deep (n + 1)] [0]",
    "ask-concurrent": "together n",
}
CODE = """
extensions [table rnd matrix]
globals [m f g h]
to-report deep [n] set m n report {reporter} end
to-report count-if [x] report ifelse-value x [1] [0] end
to-report ran [n] run "set m deep (n + 1)" report m end
to-report asked [n] ask turtles with [who >= 0] [set m deep (n + 1)] report m end
to-report asked-one [n] ask turtle 0 [set m deep (n + 1)] report m end
to-report each [n] foreach [1 2] [x -> set m deep (n + 1)] report m end
to-report each-value [n] foreach [1 2] [x -> set m (runresult f x)] report m end
to-report careful [n] carefully [set m deep (n + 1)] [error error-message] report m end
to-report repeated [n] repeat 2 [set m deep (n + 1)] report m end
to-report hatched [n] ask turtle 0 [hatch 1 [set m deep (n + 1)]] report m end
to-report sprouted [n] ask patch 0 0 [sprout 1 [set m deep (n + 1)]] report m end
to-report linked [n] ask turtle 0 [hatch 1 [create-link-to turtle 0 [set m deep (n + 1)]]] report m end
to-report local [n] with-local-randomness [set m deep (n + 1)] report m end
to-report without [n] without-interruption [set m deep (n + 1)] report m end
to-report together [n] ask-concurrent turtles with [who >= 0] [set m deep (n + 1)] report m end
to setup
  create-turtles 3
  set f [x -> deep (m + 1)] set g [[a b] -> deep (m + 1)] set h [[a b] -> deep (m + 1) > a]
end
"""


def overflow(name: str) -> str:
    """The error of a recursion without end."""
    code = CODE.replace("{reporter}", REPORTERS[name])
    workspace = Workspace.from_code(code)
    workspace.command("setup")
    try:
        workspace.report("deep 0")
    except LogoError as error:
        return str(error).splitlines()[0]
    return "none"


def main() -> None:
    """Try all, or those named."""
    for name in sys.argv[1:] or REPORTERS:
        print(f"{name}: ", end="", flush=True)
        print(overflow(name), flush=True)


if __name__ == "__main__":
    main()
