"""The image's files fit the project: no container engine is needed to see that."""

import fnmatch
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from bridge.police.netlogo_install import VERSION
from tests.bridge.police.test_netlogo_install import archive

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "Dockerfile.int"


def stages() -> dict[str, list[str]]:
    """The instructions of each stage by its name; continued lines joined, comments left out."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text("utf-8"), flags=re.M).replace("\\\n", " ")
    found: dict[str, list[str]] = {}
    name = ""
    for line in filter(None, (one.strip() for one in text.splitlines())):
        if started := re.fullmatch(r"FROM (\S+) AS (\S+)", line):
            name = started[2]
        found.setdefault(name, []).append(line)
    return found


def copied(stage: str) -> list[str]:
    """What a stage copies from the build's folder."""
    lines = [line for line in stages()[stage] if line.startswith("COPY ") and "--from" not in line]
    return [path for line in lines for path in line.split()[1:-1]]


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps a path of this folder out: the last rule that fits it or one above it."""
    verdict = False
    for rule in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if not rule or rule.startswith("#"):
            continue
        pattern = rule.removeprefix("!").rstrip("/")
        parts = Path(path).parts
        names = ["/".join(parts[: end + 1]) for end in range(len(parts))]
        if pattern.startswith("**/"):
            names, pattern = list(parts), pattern[3:]
        if any(fnmatch.fnmatchcase(name, pattern) for name in names):
            verdict = not rule.startswith("!")
    return verdict


def test_everything_copied_is_there_and_sent_to_the_build() -> None:
    paths = [path for stage in stages() for path in copied(stage)]
    assert paths
    for path in paths:
        assert (ROOT / path).exists(), path
        assert not ignored(path.rstrip("/")), path


def test_no_secret_and_no_rubbish_is_sent_to_the_build() -> None:
    for path in (
        ".env",
        "bridge/.env",
        "docker/.env.local",
        "keys/server.secret",
        "data/a.key",
        ".git/config",
    ):
        assert ignored(path), path
    for path in ("runs/x/run.json", ".venv/bin/python", "bridge/__pycache__/run.pyc", "tests/web.py"):
        assert ignored(path), path


def test_all_that_the_package_is_built_from_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = [one.rstrip("*") for one in project["tool"]["setuptools"]["packages"]["find"]["include"]]
    needed = {"pyproject.toml", "setup.py", "kernel/", "data/", project["project"]["readme"]}
    needed |= set(project["project"]["license-files"]) | {f"{one}/" for one in packages}
    assert needed <= set(copied("packages")) | set(copied("package"))


def test_the_version_of_netlogo_is_ours() -> None:
    assert f"ARG NETLOGO_VERSION={VERSION}" in stages()["netlogo"]


def test_every_image_runs_without_rights() -> None:
    for stage in ("browser", "headless"):
        assert stages()[stage].index("USER 1000") > max(
            at for at, line in enumerate(stages()[stage]) if line.startswith(("RUN", "COPY"))
        )
    assert stages()["gui"][0] == "FROM headless AS gui"
    assert list(stages())[-1] == "gui", "the default image is the last stage"


def netlogo_stage(folder: Path, **arguments: str) -> subprocess.CompletedProcess[str]:
    """What the stage `netlogo` runs, on what it copies, with a Python that has no package installed."""
    for path in copied("netlogo"):
        source, target = ROOT / path, folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.tgz"))
        else:
            shutil.copy(source, target)
    [run] = [line for line in stages()["netlogo"] if line.startswith("RUN")]
    *_, program, _ = run.split()
    environment = {"PYTHONPATH": str(folder), "NETLOGO_VERSION": VERSION, **arguments}
    return subprocess.run(
        [sys.executable, "-S", program, str(folder / "out")],
        cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_the_stage_installs_an_archive_whose_checksum_is_given(tmp_path: Path) -> None:
    source = archive(tmp_path / "n.tgz")
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    done = netlogo_stage(tmp_path, NETLOGO_FROM=str(source), NETLOGO_SHA256=digest)
    assert done.stdout == f"NetLogo 6.4.0, SHA-256 {digest}\n", done.stderr
    assert (tmp_path / "out" / "NetLogo 6.4.0" / "lib" / "app" / "netlogo-6.4.0.jar").is_file()


def test_the_stage_refuses_another_archive(tmp_path: Path) -> None:
    source = archive(tmp_path / "n.tgz")
    done = netlogo_stage(tmp_path, NETLOGO_FROM=str(source))
    assert done.returncode == 1
    assert "expected SHA-256 8647223b" in done.stderr
    assert not list((tmp_path / "out").iterdir())


def test_compose_fits_the_dockerfile() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    targets = {"browser": "browser", "watch": "headless", "headless": "headless"}
    assert set(services) == set(targets)
    for name, service in services.items():
        build = service["build"]
        assert (build["dockerfile"], build["target"]) == (DOCKERFILE.name, targets[name])
        assert all(f"\nARG {argument}=" in DOCKERFILE.read_text("utf-8") for argument in build["args"])
        assert service["environment"]["NETLOGO_HOME"] in " ".join(stages()["base"])
    [port] = services["browser"]["ports"]
    assert port == "127.0.0.1:6080:6080"
    assert "EXPOSE 6080" in stages()["browser"]


def test_the_page_of_a_watched_run_listens_where_compose_publishes_it() -> None:
    from bridge.cli.run_commands.watch import command

    service = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["watch"]
    assert service["command"][:2] == ["crims", "watch"]
    given = command.make_context("watch", service["command"][2:]).params
    assert (given["host"], given["browser"]) == ("0.0.0.0", False)
    assert service["ports"] == [f"127.0.0.1:{given['port']}:{given['port']}"]


def test_the_script_of_the_browser_image_can_be_run() -> None:
    script = ROOT / "docker" / "browser"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["sh", "-n", str(script)], timeout=10).returncode == 0


SOURCES = """Types: deb
# http://snapshot.debian.org/archive/debian/20261103T000000Z
URIs: http://deb.debian.org/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
# http://snapshot.debian.org/archive/debian-security/20261103T000000Z
URIs: http://deb.debian.org/debian-security
Suites: bookworm-security
"""
"""As Debian's images have them."""


@pytest.mark.parametrize(
    ("moment", "code", "used"),
    [
        ("", 0, ["http://deb.debian.org/debian", "http://deb.debian.org/debian-security"]),
        (
            "base",
            0,
            [
                "http://snapshot.debian.org/archive/debian/20261103T000000Z",
                "http://snapshot.debian.org/archive/debian-security/20261103T000000Z",
            ],
        ),
        ("20261201T060000Z", 0, ["/debian/20261201T060000Z", "/debian-security/20261201T060000Z"]),
        ("yesterday", 1, ["http://deb.debian.org/debian", "http://deb.debian.org/debian-security"]),
    ],
)
def test_debian_packages_can_be_those_of_a_moment(
    tmp_path: Path, moment: str, code: int, used: list[str]
) -> None:
    sources = tmp_path / "debian.sources"
    sources.write_text(SOURCES)
    script = [str(ROOT / "docker" / "debian_snapshot"), moment, str(sources), str(tmp_path / "settings")]
    assert subprocess.run(script, capture_output=True, check=False).returncode == code
    found = re.findall(r"^URIs: (.*)$", sources.read_text(), re.M)
    assert all(one.endswith(end) for one, end in zip(found, used, strict=True)), found


def test_every_stage_with_packages_of_debian_can_be_pinned() -> None:
    for name, lines in stages().items():
        if any("apt-get" in line for line in lines):
            while lines[0] != "FROM ${PYTHON} AS debian":
                name = lines[0].split()[1]
                lines = stages()[name]
