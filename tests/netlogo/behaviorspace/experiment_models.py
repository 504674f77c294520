"""A small model for tests of BehaviorSpace and of the command line, and how its file is put together."""

from pathlib import Path

CODE = """globals [ steps ]
to setup  clear-all  set steps 0  create-turtles walkers  reset-ticks  end
to go  if steps = limit [ stop ]  set steps steps + 1  ask turtles [ fd 1 ]  tick  end
to boom [ text ]  error text  end
"""
WIDGETS = """GRAPHICS-WINDOW
0
0
100
100
-1
-1
13.0
1
10
1
1
1
0
1
1
1
-5
5
-5
5
0
0
1
ticks
30.0

SLIDER
0
0
100
33
walkers
walkers
0
limit * 10
2.0
1
1
NIL
HORIZONTAL

SLIDER
0
40
100
73
limit
limit
0
100
3.0
1
1
NIL
HORIZONTAL

CHOOSER
0
80
100
125
mood
mood
"calm" 3 [1 2]
0
"""

SHAPE = "default\ntrue\n0\nCircle -7500403 true true 0 0 300"
LINK_SHAPE = """default
0.0
-0.2 0 0.0 1.0
0.0 1 1.0 0.0
0.2 0 0.0 1.0
link direction
true
0
Line -7500403 true 150 150 90 180"""


def write_model(folder: Path, experiments: str = "", code: str = CODE) -> Path:
    """A `.nlogo` file with the code, the widgets and these experiments."""
    xml = f"<experiments>{experiments}</experiments>" if experiments else ""
    sections = [
        code, WIDGETS, "", SHAPE, "NetLogo 6.4.0", "", "", xml, "", LINK_SHAPE, "0", "",
    ]  # fmt: skip
    path = folder / "walk.nlogo"
    path.write_text("@#$#@#$#@\n".join(section.strip("\n") + "\n" for section in sections))
    return path


def experiment(inside: str, **attributes: object) -> str:
    """An `<experiment>` element named e, with setup and go."""
    given = {"name": "e", "repetitions": 1, "runMetricsEveryStep": "true"} | attributes
    words = " ".join(f'{name}="{value}"' for name, value in given.items())
    return f"<experiment {words}><setup>setup</setup><go>go</go>{inside}</experiment>"


def values(variable: str, *texts: str) -> str:
    """An `<enumeratedValueSet>` element."""
    inside = "".join(f'<value value="{text}"/>' for text in texts)
    return f'<enumeratedValueSet variable="{variable}">{inside}</enumeratedValueSet>'
