"""What is needed to hand the project on: valid workflows, one version, an archive with all files."""

import re
import runpy
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_valid(path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        str(path),
    ]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


def test_every_place_says_the_same_version() -> None:
    stated = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.M)
    assert stated is not None
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"]
    assert cited == stated[1]
    assert (
        f"## [{stated[1]}]" in (ROOT / "CHANGELOG.md").read_text()
        or "[Unreleased]" in (ROOT / "CHANGELOG.md").read_text()
    )
    assert version("crims-bridge")


NOT_SHIPPED: set[str] = set()
"""Files of the repository that its source archive leaves out."""


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of the source archive, without its folder."""
    if int(version("setuptools").partition(".")[0]) < 77:
        pytest.skip("setuptools is older than 77, which pyproject.toml asks for to build")
    folder = tmp_path_factory.mktemp("archive")
    copy = folder / "copy"  # building leaves files beside the sources, where another test may build as well
    leave = shutil.ignore_patterns(
        ".venv", ".git", ".*_cache", "build", "runs", "_build", "made", "__pycache__"
    )
    shutil.copytree(ROOT, copy, ignore=leave)
    built = subprocess.run(
        [sys.executable, "setup.py", "--quiet", "sdist", "--dist-dir", str(folder)],
        cwd=copy,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    [archive] = folder.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        return {name.partition("/")[2] for name in file.getnames()}


def test_the_source_archive_has_what_a_run_needs(archived: set[str]) -> None:
    needed = {
        "Makefile",
        "requirements.lock",
        "requirements-run.lock",
        "requirements-build.lock",
        "scripts/make-venv.sh",
        "scripts/built-wheels.sh",
        "data/offences.csv",
        "setup.py",
        "kernel/kernel.h",
    }
    assert needed <= archived


def test_the_source_archive_has_every_file_of_the_repository(archived: set[str]) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this is no repository")
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files"], cwd=ROOT, capture_output=True, text=True
    )
    assert listed.returncode == 0, listed.stderr
    assert set(listed.stdout.splitlines()) - archived == NOT_SHIPPED


def test_what_is_compiled_for_a_run_is_there() -> None:
    listed = re.findall(r"^import (.+)$", (ROOT / "scripts/make-venv.sh").read_text(), re.M)
    names = ", ".join(listed).split(", ")
    assert names != [""]
    assert [name for name in names if find_spec(name) is None] == []


@pytest.mark.parametrize(
    ("found", "strict", "code", "words"),
    [
        (([], [], 200, 0), False, 0, "200 packages, 0 known"),
        (([], ["a 1: CVE-1"], 200, 0), False, 1, "1 known"),
        (([], [], 0, 200), False, 0, "NOT AUDITED"),
        (([], [], 0, 200), True, 1, "NOT AUDITED"),
        (([], [], 199, 1), False, 1, "NOT AUDITED: 1"),
        ((["b 2 is not"], [], 200, 0), False, 1, "200 packages"),
    ],
)
def test_an_audit_fails_where_it_could_ask(
    found: tuple[list[str], list[str], int, int], strict: bool, code: int, words: str
) -> None:
    audit = runpy.run_path(str(ROOT / "scripts" / "audit.py"))
    ended, line = audit["verdict"](*found, strict)
    assert ended == code
    assert words in line
