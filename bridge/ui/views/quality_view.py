"""The quality of a force's data: months, doubts, and what the model does about them."""

from html import escape
from typing import Any

import panel as pn
from bokeh.models import ColumnDataSource, HoverTool
from bokeh.plotting import figure

from bridge.demand.demand import translated
from bridge.errors import BridgeError
from bridge.ui.data.quality import Quality, qualities
from bridge.ui.parts import PARTS_CSS, button, html, sentences, table_html
from bridge.ui.style import Look, dressed


def view(asked: dict[str, str], look: Look) -> tuple[str, Any]:
    """The packaged sample, or the folder or archive that is named."""
    path = pn.widgets.TextInput(
        name="Folder or zip in the police.uk layout (empty: the packaged sample)",
        value=asked.get("data", ""),
        sizing_mode="stretch_width",
        stylesheets=[PARTS_CSS],
    )
    go, place = button("Show", primary=True, width=120), pn.Column(sizing_mode="stretch_width")

    def show() -> None:
        try:
            with translated():
                found = qualities((path.value.strip(),) if path.value.strip() else ())
        except BridgeError as error:
            place.objects = [html(f'<p class="bad" role="alert">{escape(str(error))}</p>')]
            return
        place.objects = [part for one in found for part in _parts(one, look)]
        if pn.state.location is not None:
            pn.state.location.update_query(view="quality", data=path.value.strip())

    go.on_click(lambda _: show())
    show()
    return "Data", pn.Column(path, go, place, sizing_mode="stretch_width")


def _parts(one: Quality, look: Look) -> list[Any]:
    parts: list[Any] = [html(f"<h2>{escape(one.name)}</h2>")]
    if len(one.months):
        frame = one.months.assign(
            colour=[look.series[1] if note else look.series[0] for note in one.months["note"]]
        )
        chart = figure(
            height=220, x_range=list(frame["month"]), title="Rows of each month", tools="reset,save"
        )
        bars = chart.vbar("month", top="rows", width=0.8, color="colour", source=ColumnDataSource(frame))
        chart.add_tools(
            HoverTool(renderers=[bars], tooltips=[("month", "@month"), ("rows", "@rows{0,0}"), ("", "@note")])
        )
        chart.xaxis.major_label_orientation = 0.9
        chart.y_range.start = 0
        parts.append(pn.pane.Bokeh(dressed(chart, look), sizing_mode="stretch_width"))
        parts.append(
            html(table_html(one.months, "Months; a note says why one cannot be whole", {"rows": ","}))
        )
    return [*parts, sentences(one.lines)]
