"""The application: what is answered under each address.

The work is done in a few threads, so that one request does not wait for another's sampling and memory does
not grow with the number of clients.
"""

from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any, Literal

import pandas as pd
from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from bridge.errors import BridgeError
from bridge.http.api_page import render
from bridge.http.few import ClientLeft, Few, Wanted
from bridge.http.guard import Guard
from bridge.http.shapes import MEDIA, encode
from bridge.http.store import Served, Store
from bridge.scenario.scenario import stream_seed
from microsim import CrimeModel, MicrosimError, UnknownNameError
from microsim.maps import FORMATS, map_bytes
from microsim.reference.forces import find_force, forces
from microsim.reference.known_names import CATEGORIES, resolve

MAX_SEED = 2**31 - 1
AT_ONCE = 4
"""Answers with data made at the same time; the others wait, and hold no thread meanwhile."""
TITLE = "CriMS bridge: simulated crimes"


class MonthQuery(BaseModel):
    """What both answers about a month need; a parameter that is not known is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    force: str = Field(description="Police force, in any spelling.")
    month: int = Field(ge=1, le=12, description="Month of the year.")
    year: int | None = Field(None, ge=1970, le=2200, description="Default: the last one with data.")
    seed: int = Field(1, ge=0, le=MAX_SEED, description="The same seed gives the same crimes, byte for byte.")


class DataQuery(MonthQuery):
    """Of `/data`."""

    format: Literal["json", "csv", "parquet"] = Field("json", description="Shape of the answer.")


class MapQuery(MonthQuery):
    """Of `/map`."""

    format: Literal["png", "svg"] = Field("png", description="Kind of picture.")
    category: str | None = Field(None, description="Only crimes of one category.")


REASON: dict[int | str, dict[str, Any]] = {
    422: {"description": "a bad parameter, with the reason"},
    503: {"description": "too many requests are waiting"},
}


def create_app(store: Store, token: str | None = None) -> FastAPI:
    """The application over the models of `store`, guarded by `token` if there is one."""
    app = FastAPI(
        title=TITLE,
        version=_version(),
        description="One month of simulated crimes of a police force, as data or as a map.",
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(Guard, token=token)
    # Models and maps are made one at a time beside the data, so that neither holds up those who ask for data.
    fits, answers, maps = Few(1, "fit"), Few(AT_ONCE, "data"), Few(1, "map")

    async def model(request: Request, force: str) -> Served:
        found = store.kept(force)
        return found if found is not None else await fits(request, lambda _: store.get(force))

    app.add_exception_handler(RequestValidationError, _bad_parameter)
    app.add_exception_handler(BridgeError, _bad_name)
    app.add_exception_handler(MicrosimError, _bad_name)
    app.add_exception_handler(ClientLeft, _nobody)

    @app.get("/data", responses={200: {"description": "the crimes", "content": _contents(MEDIA)}, **REASON})
    async def data(request: Request, query: Annotated[DataQuery, Query()]) -> Response:
        """One month of simulated crimes, all loading factors 1.

        Columns: id, MSOA, crime_category, code, description, time, suspect, severity, reported, grade,
        scene_minutes. JSON is in pandas' table orientation: pandas.read_json(url, orient="table").
        """
        served = await model(request, query.force)
        return await answers(request, lambda wanted: _data(served, query, wanted))

    @app.get("/map", responses={200: {"description": "the map", "content": _contents(FORMATS)}, **REASON})
    async def map_(request: Request, query: Annotated[MapQuery, Query()]) -> Response:
        """Density of the same crimes by area (MSOA), as a picture.

        Without a boundary file on the server the generalised outlines that ship are drawn.
        """
        if query.category is not None:
            query.category = resolve(query.category, CATEGORIES, "category")
        served = await model(request, query.force)
        return await maps(request, lambda wanted: _map(served, query, wanted))

    @app.get("/forces")
    async def forces_() -> list[dict[str, object]]:
        """All territorial forces of England and Wales, and the months of data this server has of each."""
        months = store.months
        kept = store.fitted
        return [
            {
                "name": one.name,
                "slug": one.slug,
                "months": months.get(one.name, ()),
                "fitted": one.name in kept,
            }
            for one in forces()
        ]

    @app.get("/health")
    async def health() -> dict[str, object]:
        """Whether the server lives, and how many models it keeps."""
        return {
            "status": "ok",
            "version": _version(),
            "fitted": len(store.fitted),
            "capacity": store.capacity,
        }

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(render(app.openapi()))

    return app


def _data(served: Served, query: DataQuery, wanted: Wanted) -> Response:
    crimes, when = _sample(served, query)
    wanted.check()
    content = encode(crimes, query.format)
    slug = find_force(query.force).slug
    name = f"{slug}-{when:%Y-%m}-seed-{query.seed}.{query.format}"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, media_type=MEDIA[query.format], headers=headers)


def _map(served: Served, query: MapQuery, wanted: Wanted) -> Response:
    crimes, when = _sample(served, query)
    wanted.check()
    if query.category is not None:
        crimes = crimes[crimes["crime_category"] == query.category]
    fitted = served.fitted
    content = map_bytes(
        crimes,
        served.areas(),
        fitted.areas["authority"],
        f"{fitted.force}: {query.category or 'crimes'}",
        f"{when:%B %Y}, {len(crimes):,} crimes, simulated with seed {query.seed}",
        picture=query.format,
    )
    return Response(content, media_type=FORMATS[query.format])


def _sample(served: Served, query: MonthQuery) -> tuple[pd.DataFrame, datetime]:
    """The crimes of the month asked for and its first moment; a model of its own for every request."""
    year = served.year(query.month) if query.year is None else query.year
    start = datetime(year, query.month, 1)
    end = datetime(year + query.month // 12, query.month % 12 + 1, 1)
    # The stream of `crims demand`, so that one seed means one thing.
    model = CrimeModel(served.fitted, start, end, stream_seed(query.seed, "microsim"))
    return model.advance(end), start


async def _bad_parameter(_: Request, error: Exception) -> JSONResponse:
    reasons = []
    for one in error.errors() if isinstance(error, RequestValidationError) else ():
        name = ".".join(str(part) for part in one["loc"][1:]) or "query"
        got = "" if one["type"] in ("missing", "extra_forbidden") else f", got {one['input']!r}"
        message = (
            "no such parameter"
            if one["type"] == "extra_forbidden"
            else one["msg"][:1].lower() + one["msg"][1:]
        )
        reasons.append(f"{name}: {message}{got}")
    return JSONResponse({"detail": "; ".join(reasons)}, status_code=422)


async def _bad_name(_: Request, error: Exception) -> JSONResponse:
    # What the caller named is the caller's to put right; damaged data are the server's.
    status = 422 if isinstance(error, (BridgeError, UnknownNameError)) else 500
    return JSONResponse({"detail": str(error)}, status_code=status)


async def _nobody(_: Request, __: Exception) -> Response:
    return Response(status_code=499)  # to nobody: the connection is closed


def _contents(media: dict[str, str]) -> dict[str, dict[str, object]]:
    return {kind.partition(";")[0]: {} for kind in media.values()}


def _version() -> str:
    try:
        return version("crims-bridge")
    except PackageNotFoundError:
        return "0"
