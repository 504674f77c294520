"""Sphinx's settings for the documentation as a site: `make docs`."""

import importlib.metadata
import re
import sys
from pathlib import Path

from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from site_build.lexer import NetLogoLexer  # noqa: E402  (found by the line above)
from site_build.shown import follow  # noqa: E402

project = "CriMS bridge"
author = "The CriMS bridge authors"
project_copyright = author
release = importlib.metadata.version("crims-bridge")
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click", "sphinx_copybutton"]
exclude_patterns = ["_build", "made", "site_build"]
html_theme = "furo"
html_title = f"CriMS bridge {release}"
html_static_path: list[str] = []
html_show_sourcelink = False
templates_path: list[str] = []
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
copybutton_exclude = ".linenos, .gp, .go"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_numpy_docstring = False
smartquotes = False  # of an option's two hyphens it would make a dash

TUTORIALS = sorted((HERE / "tutorials").glob("*.md"))
ROOT_PAGES = {"SECURITY": "security", "CONTRIBUTING": "contributing", "CHANGELOG": "changelog"}


def _follow_tutorials(app: Sphinx) -> None:
    for page in TUTORIALS:
        follow(page, HERE / "made" / page.stem)


def _as_in_the_repository(app: Sphinx, name: str, content: list[str]) -> None:
    """Take the pages of the repository's top folder in, and let links to them lead to the site's own."""
    text = content[0]
    for file, page in ROOT_PAGES.items():
        if name == page:
            text = (HERE.parent / f"{file}.md").read_text(encoding="utf-8")
        text = re.sub(rf"\]\((\.\./)?{file}\.md", f"]({page}.md", text)
    content[0] = re.sub(r"\]\(docs/", "](", text)


def _escaped(line: str) -> str:
    return re.sub(r"([*`|_])", r"\\\1", line)


def _plain(app: Sphinx, context: object, lines: list[str]) -> None:
    """Help is plain text: its stars and quotes are no markup; what is laid out in lines stays so."""
    shown: list[str] = []
    laid_out = False
    for line in lines:
        begins = line.startswith("| ") and not laid_out
        laid_out = line.startswith("| ")
        if begins and line.endswith(":"):
            shown += [_escaped(line[2:]), "", ".. code-block:: text", ""]
        elif begins:
            shown += [".. code-block:: text", "", f"   {line[2:]}"]
        else:
            shown.append(f"   {line[2:]}" if laid_out else _escaped(line))
    lines[:] = shown


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.add_lexer("netlogo", NetLogoLexer)
    app.connect("builder-inited", _follow_tutorials)
    app.connect("sphinx-click-process-description", _plain)
    app.connect("source-read", _as_in_the_repository)
