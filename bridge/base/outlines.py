"""Outlines of areas for maps where no file of boundaries is given: those that the project ships."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from microsim.sources.boundaries import Areas


def shipped_outlines(codes: Sequence[str]) -> "Areas | None":
    """The outlines of MSOAs of 2011 or 2021, whichever vintage has more of them; None where neither has any.

    A code that the vintage lacks is listed in `missing`.
    """
    import geopandas as gpd

    from microsim.sources.boundaries import Areas
    from planning.geography.shipped import VINTAGES, areas_by_code, known_codes

    there = {vintage: [code for code in codes if code in known_codes(vintage)] for vintage in VINTAGES}
    found = max(there.values(), key=len)
    if not found:
        return None
    areas = areas_by_code(found)
    frame = gpd.GeoDataFrame(index=list(areas.codes), geometry=list(areas.outlines), crs=areas.crs)
    frame.index.name = "MSOA"
    return Areas(frame, False, f"Boundaries: {areas.source}").select(codes)
