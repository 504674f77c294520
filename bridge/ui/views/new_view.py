"""The form of a new run or experiment, made of the scenario's own schema."""

from html import escape
from pathlib import Path
from typing import Any

import panel as pn

from bridge.errors import BridgeError
from bridge.run.scenario_file import read_scenario
from bridge.run.scenario_text import changed_options
from bridge.ui.data.catalog import entry_of
from bridge.ui.form import FormField, experiment_text, fields, scenario_text, sliders
from bridge.ui.jobs import Jobs
from bridge.ui.parts import PARTS_CSS, button, heading, html
from bridge.ui.views.catalog_view import link
from netlogo import NetLogoError


def view(folder: Path, jobs: Jobs, asked: dict[str, str]) -> tuple[str, Any]:
    """The form; `from` in the address fills it with the options of an earlier run.

    Raises:
        BridgeError: there is no such run.
    """
    before: dict[str, str] = {}
    settings = ""
    if "from" in asked:
        scenario = read_scenario(entry_of(folder, asked["from"]).path)
        before = {key: _text(value) for key, value in changed_options(scenario).items()}
        settings = "\n".join(f"{name} = {value}" for name, value in scenario.settings.items())
    return "New run", NewRun(jobs, before, settings).view()


class NewRun:
    """The form and its button."""

    def __init__(self, jobs: Jobs, before: dict[str, str], settings: str) -> None:
        """Make a widget of every field."""
        self._jobs = jobs
        self.fields = {one.key: (one, _widget(one, before.get(one.key, one.default))) for one in fields()}
        self.name = _input("Name of its folder", "")
        known = ", ".join(sliders()[:8])
        self.sliders = pn.widgets.TextAreaInput(
            name="Sliders, name = value, one a line", value=settings, placeholder=known, height=90,
            sizing_mode="stretch_width", stylesheets=[PARTS_CSS],
        )  # fmt: skip
        self.factors = pn.widgets.TextAreaInput(
            name="Factors of an experiment, one a line (empty: one run)",
            placeholder="staffing-factor = [0.9, 1.0, 1.1]", height=70, sizing_mode="stretch_width",
            stylesheets=[PARTS_CSS],
        )  # fmt: skip
        self.replicates = _input("Runs of each cell", "4")
        self.start = button("Start", primary=True, width=160)
        self.said = html("")
        self.start.on_click(lambda _: self._begin())

    def values(self) -> dict[str, str]:
        """What was typed, by option."""
        return {key: _text(widget.value) for key, (_, widget) in self.fields.items()}

    def _begin(self) -> None:
        name = self.name.value_input or self.name.value
        try:
            scenario = scenario_text(self.values(), self.sliders.value)
            if self.factors.value.strip():
                text = experiment_text(scenario, self.factors.value, _count(self.replicates.value))
                self._jobs.experiment(name, text)
            else:
                self._jobs.start(name, scenario)
        except (BridgeError, NetLogoError) as error:
            self.said.object = f'<p class="bad" role="alert">{escape(str(error))}</p>'
            return
        self.said.object = (
            f'<p role="status">{escape(name)} has begun. <a href="{link(name)}">See how far it is</a> '
            '(in a moment), or <a href="/">all results</a>.</p>'
        )

    def view(self) -> pn.Column:
        """The fields that matter most first, the others folded away."""
        first = [widget for one, widget in self.fields.values() if one.first]
        others = [widget for one, widget in self.fields.values() if not one.first]
        more = pn.Accordion(("All other options", pn.FlexBox(*others)), sizing_mode="stretch_width")
        return pn.Column(
            html("<p>What is left as it is, is that of <code>crims run</code> without options.</p>"),
            pn.FlexBox(self.name, *first),
            self.sliders,
            heading("An experiment"),
            self.factors,
            self.replicates,
            more,
            pn.FlexBox(self.start),
            self.said,
            sizing_mode="stretch_width",
        )


def _widget(one: FormField, value: str) -> Any:
    if one.kind in ("choice", "switch"):
        choices = list(one.choices) or ["false", "true"]
        return pn.widgets.Select(name=one.key, options=choices, value=value or choices[0], width=230,
                                 stylesheets=[PARTS_CSS])  # fmt: skip
    return _input(one.key, value)


def _input(label: str, value: str) -> pn.widgets.TextInput:
    return pn.widgets.TextInput(name=label, value=value, width=230, stylesheets=[PARTS_CSS])


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _count(text: str) -> int:
    from bridge.errors import ScenarioError

    if not text.strip().isdecimal() or int(text) < 1:
        raise ScenarioError(f"expected a number of runs of each cell, got {text!r}")
    return int(text)
