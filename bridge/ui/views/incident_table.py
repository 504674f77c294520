"""The incidents of a run in a table with filters; the server sends one page at a time."""

from collections.abc import Callable

import pandas as pd
import panel as pn

from bridge.ui.data.selection import SORTS, Filter, page_of, pages
from bridge.ui.parts import PARTS_CSS, button, html, select, table_html


class IncidentTable:
    """Filters and a page of rows."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """`changed` is called when a filter changes."""
        choices = {"all": 0, "1 emergency": 1, "2 priority": 2, "3 standard": 3, "4 by telephone": 4}
        self.priority = select("Priority", choices, width=160)
        self.text = pn.widgets.TextInput(
            name="Type, district or area contains", width=220, stylesheets=[PARTS_CSS]
        )
        self.waiting = select("Reached", {"all": False, "not reached by the end": True}, width=180)
        self.sort = select("Sorted by", {label: name for name, label in SORTS.items()}, width=180)
        self._rows = html("")
        self._where = html("")
        self._back, self._on = button("Previous page", width=130), button("Next page", width=130)
        self._page, self._frame = 0, pd.DataFrame()
        for one in (self.priority, self.text, self.waiting):
            one.param.watch(lambda _: changed(), "value")
        self.sort.param.watch(lambda _: self._turn(-self._page), "value")
        self._back.on_click(lambda _: self._turn(-1))
        self._on.on_click(lambda _: self._turn(1))

    def filter(self, areas: tuple[str, ...], day: int | None) -> Filter:
        """What is asked for, together with the areas and the day of the map."""
        chosen = (self.priority.value,) if self.priority.value else ()
        return Filter(areas, chosen, day, self.text.value, self.waiting.value)

    def show(self, frame: pd.DataFrame) -> None:
        """Show the first page of some incidents."""
        self._frame, self._page = frame, 0
        self._turn(0)

    def view(self) -> pn.Column:
        """The table with its filters."""
        filters = pn.FlexBox(self.priority, self.text, self.sort, self.waiting)
        return pn.Column(filters, self._rows, pn.FlexBox(self._back, self._on), self._where,
                         sizing_mode="stretch_width")  # fmt: skip

    def _turn(self, by: int) -> None:
        count = pages(self._frame)
        self._page = min(max(0, self._page + by), count - 1)
        rows = page_of(self._frame, self._page, self.sort.value)
        said = f"{len(self._frame):,} incidents, page {self._page + 1:,} of {count:,}"
        self._rows.object = table_html(rows.rename(columns={"wait": "wait, min"}), said, {"wait, min": ".1f"})
        self._where.object = f'<p class="unseen" role="status">{said}</p>'
        self._back.disabled, self._on.disabled = self._page == 0, self._page >= count - 1
