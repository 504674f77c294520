"""How runs end before their end: signals, killed parents, full and read-only disks, folders in use."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bridge.record.record import read_manifest
from tests.bridge.faults import small_run as world
from tests.bridge.faults.fault_scenario import alive
from tests.bridge.faults.nursery import Child, Nursery

NOBODY = 65534
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    nursery = Nursery(tmp_path_factory.mktemp("nursery"))
    yield nursery
    nursery.close()


@pytest.fixture(scope="module")
def public() -> Iterator[Path]:
    """A folder that every user can read, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="module")
def options(public: Path) -> list[str]:
    return ["run", *world.make(public), "--no-picture"]


@pytest.fixture(scope="module")
def undisturbed(nursery: Nursery, options: list[str], tmp_path_factory: pytest.TempPathFactory) -> Files:
    out = tmp_path_factory.mktemp("runs") / "undisturbed"
    assert nursery.crims(*options, "--out", out).wait() == 0
    return files(out)


@pytest.fixture
def slow_model(tmp_path: Path) -> Path:
    """The small model, which takes 20 ms more for every hour and does the same."""
    path = tmp_path / "slow.nlogo"
    path.write_text(world.MODEL.read_text().replace("\n  tick\n", "\n  wait 0.02\n  tick\n"))
    return path


def files(out: Path) -> Files:
    return {name: (out / name).read_bytes() for name in world.PARQUET}


def until(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def begun(child: Child, out: Path) -> bool:
    """Whether the first exchange is recorded."""
    journal = out / "journal.bin"
    assert child.alive or journal.exists(), child.said
    return journal.exists() and journal.stat().st_size > 100


# --- signals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_after_the_exchange_and_says_how_to_go_on(
    nursery: Nursery,
    options: list[str],
    undisturbed: Files,
    slow_model: Path,
    tmp_path: Path,
    number: int,
    code: int,
) -> None:
    out = tmp_path / "run"
    child = nursery.crims(*options, "--model", slow_model, "--out", out)
    until(lambda: begun(child, out))
    child.signal(number)
    assert child.wait() == code
    assert f"go on with: crims run --resume {out}" in " ".join(child.said.split())
    manifest = read_manifest(out)
    assert manifest.state == "interrupted"
    assert 0 < manifest.exchanges < world.EXCHANGES
    assert (out / "checkpoint.bin").exists()
    assert not [pid for pid in child.services() if alive(pid)]
    again = nursery.crims("run", "--resume", out, "--no-picture")
    assert again.wait() == 0, again.said
    assert files(out) == undisturbed


def test_a_second_signal_ends_at_once(
    nursery: Nursery, options: list[str], slow_model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    month = ("--end", "2018-08-01", "--exchange", "1M")
    child = nursery.crims(*options, "--model", slow_model, *month, "--out", out)
    until(lambda: (out / "journal.bin").exists())
    time.sleep(0.5)  # now the only exchange is under way, and 15 s of it lie ahead
    child.signal(signal.SIGINT)
    time.sleep(0.3)
    assert child.alive
    child.signal(signal.SIGTERM)
    sent = time.monotonic()
    assert child.wait() == 143
    assert time.monotonic() - sent < 5
    assert read_manifest(out).state == "interrupted"
    assert not [pid for pid in child.services() if alive(pid)]


@pytest.mark.parametrize("frozen", [False, True])
def test_no_orphan_remains_when_the_coupler_is_killed(
    nursery: Nursery, options: list[str], slow_model: Path, tmp_path: Path, frozen: bool
) -> None:
    out = tmp_path / "run"
    child = nursery.crims(*options, "--model", slow_model, "--out", out)
    until(lambda: begun(child, out))
    (service,) = child.services()
    if frozen:
        os.kill(service, signal.SIGSTOP)
    child.signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    until(lambda: not alive(service), 2)


def test_a_service_that_dies_is_started_again(
    nursery: Nursery, options: list[str], undisturbed: Files, slow_model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    child = nursery.crims(*options, "--model", slow_model, "--out", out)
    until(lambda: begun(child, out))
    os.kill(child.services()[0], signal.SIGKILL)
    assert child.wait() == 0, child.said
    assert "started again, 2 tries left" in child.said
    assert len(child.services()) == 2
    assert files(out) == undisturbed


# --- disks and folders ------------------------------------------------------------------------------------


def one_error(child: Child, code: int, *words: str) -> None:
    """It ended with this code and one clear sentence."""
    assert child.wait() == code, child.said
    assert child.said.count("error:") == 1
    assert "Traceback" not in child.said
    for word in words:
        assert word in child.said


@pytest.mark.parametrize("size", [300, 5_000, 20_000])
def test_a_file_that_cannot_grow(
    nursery: Nursery, options: list[str], undisturbed: Files, tmp_path: Path, size: int
) -> None:
    out = tmp_path / "run"
    one_error(nursery.crims(*options, "--out", out, file_size=size), 3, "cannot write", "File too large")
    assert not out.exists() or not [one for one in out.iterdir() if one.suffix == ".parquet"]
    again = ["--resume", out] if out.exists() else [*options[1:], "--out", out]
    assert nursery.crims("run", *again, "--no-picture").wait() == 0
    assert files(out) == undisturbed


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24k", "none", str(disk)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("only root can mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_fills_up_in_mid_run(
    nursery: Nursery, options: list[str], undisturbed: Files, small_disk: Path
) -> None:
    out = small_disk / "run"
    one_error(nursery.crims(*options, "--out", out), 3, "No space left on device")
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    again = nursery.crims("run", "--resume", out, "--no-picture")
    assert again.wait() == 0, again.said
    assert files(out) == undisturbed
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    one_error(nursery.crims(*options, "--out", out, "--overwrite"), 3, "Read-only file system")
    assert files(out) == undisturbed


@pytest.mark.parametrize("mode", [0o555, 0o000])
def test_missing_rights(nursery: Nursery, options: list[str], public: Path, mode: int) -> None:
    locked = public / f"locked-{mode}"
    locked.mkdir()
    (locked / "keep").write_text("kept")
    locked.chmod(mode)
    uid = NOBODY if os.getuid() == 0 else None
    child = nursery.crims(*options, "--out", locked / "run", uid=uid)
    one_error(child, 3, "cannot write", "Permission denied", "no half file was left")
    locked.chmod(0o755)
    assert [one.name for one in locked.iterdir()] == ["keep"]


def test_a_folder_in_use_is_left_alone(
    nursery: Nursery, options: list[str], slow_model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    first = nursery.crims(*options, "--model", slow_model, "--out", out)
    until(lambda: begun(first, out))
    for arguments in (["run", "--resume", out], [*options, "--out", out, "--overwrite"]):
        one_error(nursery.crims(*arguments), 3, f"in use by a live run (process {first.pid})")
    one_error(nursery.crims(*options, "--out", out), 3, "already holds a run (running)")
    assert first.wait() == 0, first.said
    assert read_manifest(out).state == "complete"


def test_an_interrupted_run_stays_where_its_replacement_cannot_begin(
    nursery: Nursery, options: list[str], slow_model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    child = nursery.crims(*options, "--model", slow_model, "--out", out)
    until(lambda: begun(child, out))
    child.signal(signal.SIGKILL)
    child.wait()
    before = {one.name: one.read_bytes() for one in out.iterdir()}
    one_error(nursery.crims(*options, "--out", out, "--overwrite", file_size=300), 3, "cannot write")
    before.pop(".lock")
    assert {one.name: one.read_bytes() for one in out.iterdir()} == before
    assert nursery.crims("run", "--resume", out, "--no-picture").wait() == 0
