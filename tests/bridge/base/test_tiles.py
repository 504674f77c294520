"""Which tile servers are taken, and which of their tiles a map needs."""

import pytest

from bridge.base.tiles import HALF_WORLD, corners_of, tile_server, tiles_over
from bridge.errors import ScenarioError

URL = "https://tile.example:8443/{z}/{x}/{y}.png?k=1"


def test_without_an_address_there_is_none() -> None:
    assert tile_server(None, None) is None


def test_a_server_has_an_origin_and_an_address_for_each_tile() -> None:
    found = tile_server(URL, " © Example ")
    assert found is not None
    assert (found.origin, found.credit) == ("https://tile.example:8443", "© Example")
    assert found.tile(3, 4, 5) == "https://tile.example:8443/3/4/5.png?k=1"


@pytest.mark.parametrize(
    ("url", "credit", "said"),
    [
        ("file:///tiles/{z}/{x}/{y}.png", "c", "http or https"),
        ("javascript://a/{z}/{x}/{y}", "c", "http or https"),
        ("https://user:word@tile.example/{z}/{x}/{y}", "c", "without a password"),
        ("https://tile.example;script-src */{z}/{x}/{y}", "c", "http or https"),
        ("https:///{z}/{x}/{y}", "c", "http or https"),
        ("https://[::1/{z}/{x}/{y}", "c", "http or https"),
        ("https://tile.example/{z}/{x}.png", "c", "{y}"),
        ("https://{s}.tile.example/{z}/{x}/{y}", "c", "http or https"),
        ("https://tile.example/{r}/{z}/{x}/{y}", "c", "{y}"),
        (URL, " ", "--tiles-credit"),
        (None, "c", "expected --tiles URL"),
    ],
)
def test_others_are_refused_with_the_reason(url: str | None, credit: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said.replace("{", r"\{")):
        tile_server(url, credit)


def test_some_tiles_cover_a_map_and_no_more() -> None:
    west, south, east, north = -270_000.0, 7_090_000.0, -130_000.0, 7_190_000.0  # West Yorkshire
    found = tiles_over(west, south, east, north)
    corners = [corners_of(*one) for one in found]
    size = corners[0][1][0] - corners[0][0][0]
    assert min(one[0][0] for one in corners) <= west < min(one[0][0] for one in corners) + size
    assert max(one[1][0] for one in corners) >= east > max(one[1][0] for one in corners) - size
    assert max(one[0][1] for one in corners) >= north > max(one[0][1] for one in corners) - size
    assert min(one[2][1] for one in corners) <= south < min(one[2][1] for one in corners) + size
    assert 9 <= len(found) <= 49


def test_the_world_is_one_tile() -> None:
    assert corners_of(0, 0, 0) == (
        (-HALF_WORLD, HALF_WORLD),
        (HALF_WORLD, HALF_WORLD),
        (-HALF_WORLD, -HALF_WORLD),
    )
