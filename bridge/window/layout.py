"""The interface of a model for a browser: widgets with places and details, shapes, code and Info tab."""

from dataclasses import asdict
from typing import Any

from markdown_it import MarkdownIt

from netlogo import NetLogoError, Workspace
from netlogo.modelfile.interface import Widget, widgets
from netlogo.modelfile.shapes import link_shapes, turtle_shapes


def layout(workspace: Workspace) -> dict[str, Any]:
    """Everything that a browser lays out once."""
    model = workspace.model
    found = [_widget(one, workspace) for one in widgets(model)]
    info = model.sections.get("info", "")
    return {
        "title": model.path.stem if model.path else "model",
        "widgets": found,
        "shapes": [asdict(one) for one in turtle_shapes(model)],
        "link_shapes": [asdict(one) for one in link_shapes(model)],
        "patch_size": model.world.patch_size,
        "wraps": [model.world.wrap_x, model.world.wrap_y],
        "ticks_label": model.world.tick_counter_label or "ticks",
        "shows_ticks": model.world.show_tick_counter,
        "code": model.code,
        # Raw HTML stays text: an Info tab is written by a stranger.
        "info": MarkdownIt("commonmark", {"html": False}).enable("table").render(info),
    }


def _widget(one: Widget, workspace: Workspace) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": one.kind,
        "left": one.left,
        "top": one.top,
        "width": one.width,
        "height": one.height,
        **one.fields,
    }
    known = workspace.interface_globals.get(str(one.fields.get("name", "")).lower())
    if one.kind == "slider" and known is not None:
        found |= {
            "minimum": _bound(workspace, known.minimum, 0.0),
            "maximum": _bound(workspace, known.maximum, 100.0),
            "step": _bound(workspace, known.step, 1.0),
            "units": "" if known.units == "NIL" else known.units,
        }
    elif one.kind == "chooser" and known is not None:
        found["choices"] = list(known.choices)
    elif one.kind == "input" and known is not None:
        found["input"] = known.input_type
    elif one.kind == "plot":
        plot = next((it for it in workspace.model.plots if it.name == one.fields["name"]), None)
        if plot is not None:
            found |= {"x_axis": plot.x_axis, "y_axis": plot.y_axis, "legend": plot.legend}
    return found


def _bound(workspace: Workspace, text: str, otherwise: float) -> float:
    """A slider's limit: a number, or a reporter, which may not be known before `setup`."""
    try:
        return float(text)
    except ValueError:
        try:
            value = workspace.report(text)
        except NetLogoError:
            return otherwise
        return float(value) if isinstance(value, float) else otherwise
