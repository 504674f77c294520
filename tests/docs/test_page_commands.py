"""Every command that README and docs show runs as it stands there, or is excepted for a reason."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.bridge.conftest import _own_cache as _own_cache
from tests.bridge.conftest import patrol_run as patrol_run
from tests.conftest import ROOT
from tests.docs.pages.blocks import TUTORIALS, Block, all_blocks, blocks, pages
from tests.docs.pages.exceptions import ENDS_OTHERWISE, HERE, LONG, OUTSIDE, PYTHON_ELSEWHERE, STAYS
from tests.docs.pages.files import lay_out
from tests.docs.pages.runner import follow, in_process, matched

COMMANDS = [one for block in all_blocks() if block.kind == "sh" for one in block.commands]
DATA = ROOT.parent / "shared" / "data"
WITH_COMMANDS = [page for page in pages() if page not in TUTORIALS and any(
    block.page == page and block.kind == "sh" and any(not matched(one, OUTSIDE) for one in block.commands)
    for block in all_blocks()
)]  # fmt: skip


@pytest.mark.filterwarnings("default")  # of what is drawn and read
@pytest.mark.usefixtures("_own_cache")
@pytest.mark.parametrize("page", WITH_COMMANDS)
def test_the_commands_of_a_page_run(page: str, tmp_path: Path, patrol_run: Path) -> None:
    data = DATA if DATA.is_dir() else None
    lay_out(page, tmp_path, data, patrol_run)
    done = list(follow(page, tmp_path, data, in_process, long=False))
    assert [f"{one.command}\n{one.code}: {one.output}" for one in done if not one.good] == []


@pytest.mark.parametrize("pattern", [*OUTSIDE, *STAYS, *LONG, *ENDS_OTHERWISE, *HERE])
def test_an_exception_is_still_a_command_of_a_page(pattern: str) -> None:
    assert any(matched(command, [pattern]) for command in COMMANDS)


@pytest.mark.parametrize("page", PYTHON_ELSEWHERE)
def test_a_page_that_is_excepted_has_python(page: str) -> None:
    assert any(block.kind == "python" for block in blocks(page))


@pytest.mark.parametrize(
    "block", [one for one in all_blocks() if one.kind == "toml"], ids=lambda one: one.page
)
def test_a_file_of_settings_can_be_read(block: Block) -> None:
    assert tomllib.loads(block.text)


def test_an_exception_does_not_hide_most_of_the_commands() -> None:
    kept = [one for one in COMMANDS if not matched(one, [*OUTSIDE, *STAYS, *LONG])]
    assert len(kept) > 40


@pytest.mark.parametrize("command", sorted({one for one in COMMANDS if one.startswith("make ")}))
def test_a_target_of_make_is_one(command: str) -> None:
    target = command.split()[1]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("command", sorted({one for one in COMMANDS if one.startswith("docker compose ")}))
def test_a_service_of_compose_is_one(command: str) -> None:
    named = re.match(r"docker compose (?:up|run)(?: --[\w-]+)* ([\w-]+)", command)
    assert named is not None
    assert re.search(rf"^  {named[1]}:", (ROOT / "compose.yaml").read_text(encoding="utf-8"), re.M)


def test_every_command_is_one_for_a_shell() -> None:
    if shutil.which("sh") is None:
        pytest.skip("no sh")
    lines = [one for one in COMMANDS if "<your fork>" not in one]
    done = subprocess.run(["sh", "-n"], input="\n".join(lines), text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
