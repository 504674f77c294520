"""`crims sliders`: what can be set in a model with `--set`."""

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from bridge.scenario.models import model_file

if TYPE_CHECKING:
    from netlogo.modelfile.model import InterfaceGlobal


@click.command("sliders")
@click.argument("model")
def command(model: str) -> None:
    """List the sliders, switches, choosers and inputs of MODEL: a file, or the name of a model of this
    project.

    \b
    crims sliders police-patrol
    crims sliders my-model.nlogo
    """
    from netlogo.modelfile.read_model import read_model

    found = read_model(model_file(model))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("name", "kind", "value", "range"):
        table.add_column(heading, overflow="fold")
    for one in sorted(found.globals, key=lambda widget: widget.name):
        table.add_row(one.name, one.kind, shown(one.default), span(one))
    Console(highlight=False).print(table)


def shown(value: object) -> str:
    """A value as `--set` takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def span(one: "InterfaceGlobal") -> str:
    """What may be set: the range of a slider, the choices of a chooser."""
    if one.kind == "slider":
        step = f" by {one.step}" if one.step else ""
        units = f" {one.units}" if one.units and one.units != "NIL" else ""
        return f"{one.minimum} to {one.maximum}{step}{units}"
    if one.kind == "chooser":
        return ", ".join(shown(choice) for choice in one.choices)
    return "true, false" if one.kind == "switch" else "text" if isinstance(one.default, str) else "number"
