"""Where the command line finds itself: strangers' settings, long names, terminals that lack a character."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bridge.base.memory_limit import memory
from bridge.cli import read_env
from bridge.demand.service_process import LONGEST_FOLDER, socket_folder
from bridge.errors import ScenarioError


def test_settings_that_others_can_write_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRIMS_KEY", raising=False)
    path = tmp_path / ".env"
    path.write_text("CRIMS_KEY=theirs\n")
    path.chmod(0o666)
    with pytest.raises(ScenarioError, match="chmod 600"):
        read_env(path)
    assert "CRIMS_KEY" not in os.environ
    path.write_text("OTHER=1\n")
    read_env(path)  # nothing of it is used


def test_a_socket_has_a_short_name_whatever_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    folder = socket_folder()
    folder.rmdir()
    assert len(os.fsencode(folder.parent)) <= LONGEST_FOLDER
    assert folder.stat if not folder.exists() else None


@pytest.mark.parametrize("name", [b"\xc3\xbc", b"\xfc"], ids=["utf-8", "latin-1"])
def test_a_name_that_the_terminal_cannot_show_is_no_traceback(tmp_path: Path, name: bytes) -> None:
    ascii_ = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    folder = os.path.join(os.fsencode(tmp_path), name)
    os.mkdir(folder)
    found = subprocess.run(
        [sys.executable, "-m", "bridge.cli", "run", os.path.join(folder, b"a.toml")],
        capture_output=True, env={**os.environ, **ascii_}, check=False,
    )  # fmt: skip
    assert b"Traceback" not in found.stderr, found.stderr
    assert found.returncode == 2


def test_more_memory_than_is_allowed_is_one_sentence(tmp_path: Path) -> None:
    assert memory() > 2**27
    code = (
        "import bridge.cli, click\n"
        "bridge.cli.crims.add_command(click.Command('fill', callback=lambda: bytes(8 << 30)))\n"
        "bridge.cli.Lazy.get_command = lambda self, ctx, name: self.commands[name]\n"
        "bridge.cli.main()"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, "fill"], capture_output=True, text=True, cwd=tmp_path,
        env={**os.environ, "CRIMS_MEMORY": "1", "PYTHONPATH": os.pathsep.join(sys.path)}, check=False,
    )  # fmt: skip
    assert found.returncode == 4
    assert "not enough memory" in found.stderr
    assert "Traceback" not in found.stderr


WITHOUT_MAPS = (
    "import sys\n"
    "sys.modules.update(dict.fromkeys(('geopandas', 'pyogrio', 'pyproj')))\n"
    "from bridge.cli import main\n"
    "main()"
)


def without_maps(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command where the extra `maps` is not installed."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_MAPS, *arguments], capture_output=True, text=True, cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=False,
    )  # fmt: skip


def test_a_simulation_and_its_report_need_no_packages_for_maps(patrol_run: Path, tmp_path: Path) -> None:
    crimes, out = str(patrol_run.parent / "crimes.csv"), str(tmp_path / "run")
    done = without_maps(tmp_path, "run", "--crimes", crimes, "--end", "2018-07-01T06:00", "--out", out)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "run" / "summary.png").is_file()
    done = without_maps(tmp_path, "report", out)
    assert done.returncode == 0, done.stderr


def test_what_needs_them_names_the_extra(patrol_run: Path, tmp_path: Path) -> None:
    done = without_maps(tmp_path, "map", str(patrol_run), "--out", "map.png")
    assert done.returncode == 6, done.stderr
    assert "crims-bridge[maps]" in done.stderr
    assert "Traceback" not in done.stderr
