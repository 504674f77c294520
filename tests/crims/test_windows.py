"""Windows in a notebook: a frame around a page that is really served, and a run that leaves its results."""

import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import crims
import netlogo
from tests.crims.conftest import SIX_HOURS

MODEL = Path(netlogo.__file__).parent / "models" / "schelling-demo.nlogo"


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return str(answer.read().decode())


def test_a_model_shows_its_page_in_a_frame_until_it_is_closed() -> None:
    with crims.window(MODEL, seed=1, height=300) as page:
        shown = page._repr_html_()
        assert 'title="schelling-demo"' in shown
        assert 'height="300"' in shown
        found = re.search(r'src="([^"]+)"', shown)
        assert found
        assert "window.js" in fetched(found[1])
        address = page.address
    assert page._repr_html_() == "<p>This window is closed.</p>"
    with pytest.raises(urllib.error.URLError):
        fetched(address)


def test_a_watched_run_gives_the_run_of_the_same_scenario(six_hours: crims.Run, tmp_path: Path) -> None:
    with crims.watch(out=tmp_path / "run", seed=3, **SIX_HOURS) as going:  # type: ignore[arg-type]
        assert "<iframe" in going._repr_html_()
        found = going.wait(300)
    assert found.folder == tmp_path / "run"
    for name in ("crimes.parquet", "ticks.parquet", "loading.parquet"):
        assert (found.folder / name).read_bytes() == (six_hours.folder / name).read_bytes()
