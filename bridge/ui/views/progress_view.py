"""How far a run or an experiment is; stopping it and going on with it."""

from html import escape

import panel as pn

from bridge.errors import BridgeError
from bridge.ui.data.catalog import Entry, entry_of
from bridge.ui.jobs import Jobs
from bridge.ui.parts import button, html

PERIOD_MS = 1000
UNDER_WAY = ("running",)


def progress(entry: Entry, jobs: Jobs) -> pn.Column:
    """State, share done, last lines, buttons; the page is loaded anew when the run is complete."""
    root = entry.path
    for _ in entry.name.split("/"):
        root = root.parent
    shown = html("")
    stop, resume = button("Stop", width=120), button("Go on", primary=True, width=120)
    reload_ = html("")
    parts = pn.Column(shown, pn.FlexBox(stop, resume), reload_, sizing_mode="stretch_width")
    first = entry.state

    def look() -> None:
        job = jobs.find(entry.name)
        try:
            now = entry_of(root, entry.name)
        except BridgeError:
            now = entry
        state = job.state if job is not None and job.state in ("running", "stopping", "failed") else now.state
        share = f"{now.progress:.0%}"
        lines = "\n".join(job.last_lines) if job is not None else ""
        said = (
            f'<p role="status"><b>{escape(state)}</b>, {share} done. {escape(now.about)}</p>'
            f'<progress max="1" value="{now.progress:.3f}" aria-label="Share done">{share}</progress>'
            + (f"<pre>{escape(lines)}</pre>" if lines else "")
        )
        if said != shown.object:
            shown.object = said
        stop.disabled = job is None or job.state != "running"
        resume.disabled = state in ("running", "stopping", "complete", "unreadable")
        if now.state == "complete" and first != "complete":
            reload_.object = '<p><a href="">It is complete: show the results</a></p>'

    def press(act: str) -> None:
        try:
            jobs.stop(entry.name) if act == "stop" else jobs.resume(entry.name)
        except BridgeError as error:
            reload_.object = f'<p class="bad" role="alert">{escape(str(error))}</p>'
        look()

    stop.on_click(lambda _: press("stop"))
    resume.on_click(lambda _: press("resume"))
    look()
    pn.state.add_periodic_callback(look, PERIOD_MS)
    return parts
