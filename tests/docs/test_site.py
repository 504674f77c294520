"""The documentation builds as a site, and its tutorials do what they say."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bridge.conftest import _own_cache as _own_cache
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, _own_cache: None) -> Path:
    """The site, built from a copy: every warning is an error, so that no link, page or picture is missing."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(
        ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("_build", "made", "__pycache__")
    )
    for page in ("SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        shutil.copy(ROOT / page, folder)
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "docs", "out"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_the_tutorials_show_what_their_commands_said(site: Path) -> None:
    made = site.parent / "docs" / "made"
    compared = (made / "staffing-question" / "3.txt").read_text(encoding="utf-8")
    assert "staffing-factor 0.67" in compared
    assert "response.priorities.1.mean" in compared
    assert "can be coupled" in (made / "own-netlogo-model" / "2.txt").read_text(encoding="utf-8")
    assert "95 % interval" in (site / "tutorials" / "staffing-question.html").read_text(encoding="utf-8")


def test_the_reference_has_every_command_and_public_name(site: Path) -> None:
    import crims
    from bridge.cli import COMMANDS

    commands = (site / "reference" / "command-line.html").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f'id="crims-{name}"' in commands, name
    api = (site / "reference" / "api.html").read_text(encoding="utf-8")
    for name in set(crims.__all__) - {"NetLogoError", "Workspace"}:
        assert f'id="crims.{name}"' in api, name


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="https?://[^"]*"', text), page
