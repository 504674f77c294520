"""What the pages show to be typed or run: blocks of a shell, of Python, of NetLogo, and files."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

TUTORIALS = ("docs/tutorials/staffing-question.md", "docs/tutorials/own-netlogo-model.md")
"""Followed while the site is built (tests/docs/test_site.py)."""
PROGRAMS = {
    *(".", "crims", "make", "python", "pip", "pytest", "git", "docker", "cp", "mkdir", "ls"),
    *("cookie=$(mktemp)", "xauth", "openssl", "dask"),
}
"""First words of a command."""
FENCE = re.compile(r"^(?P<mark>`{3,}|:{3,})(?P<kind>[^`]*)$")
INDENTED = re.compile(r" {4,}\S")
COMMENT = re.compile(r"(^|\s+)# .*$")


@dataclass(frozen=True)
class Block:
    """Lines of a page that are code: `kind` is that of the fence, `sh` for commands, or `text`."""

    page: str
    line: int
    kind: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The commands of a shell: continued lines joined, comments left out."""
        joined = re.sub(r"\\\n\s*", "", self.text)
        return [one for line in joined.splitlines() if (one := COMMENT.sub("", line).strip())]


def pages() -> list[str]:
    """README first, then docs/ as its index orders it, then the other pages of the top folder."""
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    named = re.findall(r"^([\w/-]+)$", "\n".join(re.findall(r"```\{toctree\}(.*?)```", index, re.S)), re.M)
    docs = [f"docs/{name}.md" for name in named if (ROOT / "docs" / f"{name}.md").is_file()]
    assert {*docs, "docs/index.md"} == {
        str(one.relative_to(ROOT)) for one in (ROOT / "docs").rglob("*.md") if "_build" not in one.parts
    }
    return ["README.md", *docs, "SECURITY.md", "CONTRIBUTING.md"]


def blocks(page: str) -> list[Block]:
    """The blocks of a page: between fences, or indented by four after an empty line."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    found: list[Block] = []
    number = 0
    while number < len(lines):
        start = number
        if fence := FENCE.match(lines[number]):
            number += 1
            while number < len(lines) and lines[number].rstrip() != fence["mark"]:
                number += 1
            found.append(_block(page, start + 1, fence["kind"].strip(), lines[start + 1 : number]))
        elif INDENTED.match(lines[number]) and (number == 0 or not lines[number - 1].strip()):
            while number + 1 < len(lines) and _goes_on(lines, number + 1):
                number += 1
            found.append(_block(page, start, "", lines[start : number + 1]))
        number += 1
    return found


def _goes_on(lines: list[str], number: int) -> bool:
    """Whether an indented block has this line too: an empty one counts where more follows."""
    if lines[number].strip():
        return bool(INDENTED.match(lines[number]))
    return number + 1 < len(lines) and bool(INDENTED.match(lines[number + 1]))


def _block(page: str, line: int, kind: str, lines: list[str]) -> Block:
    indent = min((len(one) - len(one.lstrip()) for one in lines if one.strip()), default=0)
    text = "\n".join(one[indent:] for one in lines) + "\n"
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    if not kind:
        kind = "sh" if first in PROGRAMS else "netlogo" if first == "extensions" else "text"
    return Block(page, line + 1, kind, text)


def all_blocks() -> list[Block]:
    """The blocks of all pages but the tutorials."""
    return [one for page in pages() if page not in TUTORIALS for one in blocks(page)]


def words(command: str) -> list[str]:
    """The words of a command, as a shell would see them."""
    return shlex.split(command)


def write_files(folder: Path) -> None:
    """Write the files that pages show with their name in the first line: `# name.toml`."""
    for block in all_blocks():
        if named := re.match(r"(?:#|;) ([\w-]+\.(?:toml|py|nlogo|csv))\n", block.text):
            (folder / named[1]).write_text(block.text, encoding="utf-8")
