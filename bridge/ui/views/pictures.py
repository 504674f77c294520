"""What is shown as a picture for a file: drawn anew by the server, so that it is as sharp as wanted."""

from collections.abc import Mapping
from io import BytesIO

from bridge.results.run_maps import AreaMap, draw_map
from bridge.ui.data.shapes import Shapes


def map_bytes(
    shapes: Shapes, values: Mapping[str, float], title: str, kind: str, centre: float | None = None
) -> bytes:
    """A map as PNG or SVG.

    Args:
        values: by code; not a number is left blank.
        kind: `png` or `svg`.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from microsim.drawing import MUTED, STYLE

    known = {code: float(one) for code, one in values.items() if one == one}
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(8, 7), layout="constrained")
        colours = "YlOrBr" if centre is None else "RdBu_r"
        draw_map(figure.add_subplot(), shapes.areas, AreaMap(title, "value", title, known, colours, centre))
        figure.supxlabel(shapes.source, fontsize=6, color=MUTED)
        file = BytesIO()
        figure.savefig(file, format=kind, dpi=150)
    return file.getvalue()
