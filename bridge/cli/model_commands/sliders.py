"""`crims sliders`: what can be set in a model with `--set`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from bridge.errors import ScenarioError
from common.names import near

if TYPE_CHECKING:
    from netlogo.modelfile.model import InterfaceGlobal

SUFFIXES = (".nlogo", ".nlogox")


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


def model_file(model: str) -> Path:
    """The file of a model that was named.

    Raises:
        ScenarioError: neither a file nor a model of this project.
    """
    path = Path(model)
    if path.suffix in SUFFIXES:
        if not path.is_file():
            raise ScenarioError(f"expected a model file, found none at {model!r}")
        return path
    import netlogo

    folder = Path(netlogo.__file__).parent / "models"
    own = {one.stem: one for one in sorted(folder.iterdir()) if one.suffix in SUFFIXES}
    if model not in own:
        raise ScenarioError(
            f"expected a model file or one of {', '.join(own)}, got {model!r}{near(model, own)}"
        )
    return own[model]


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
