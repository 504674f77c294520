"""Makes data/detroit_beats.csv: the centres and sizes of Detroit's patrol beats, from the city's outlines.

    python scripts/make_detroit.py patrol_beats.shp

Kilometres are of the plane that touches the earth at the centre of the city; columns: data/README.md.
"""

import sys
from pathlib import Path

import geopandas

TARGET = Path(__file__).parents[1] / "data" / "detroit_beats.csv"
CENTRE = "+proj=aeqd +lat_0=42.36 +lon_0=-83.09 +units=km"


def main(source: str) -> None:
    """Write the table."""
    beats = geopandas.read_file(source).to_crs(CENTRE)
    centres = beats.geometry.centroid
    table = beats.assign(beat=beats["name"].astype(int), precinct=beats["precinct"].astype(int))
    table = table.assign(x_km=centres.x.round(3), y_km=centres.y.round(3), km2=beats.geometry.area.round(3))
    columns = ["beat", "precinct", "x_km", "y_km", "km2"]
    table.sort_values("beat")[columns].to_csv(TARGET, index=False, lineterminator="\n")


if __name__ == "__main__":
    main(sys.argv[1])
