"""Imports go one way: between packages, between the rooms of a package, and never in a circle."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {
    "common": set(),
    "planning": {"common"},
    "microsim": {"common"},
    "netlogo": {"common"},
    "bridge": {"common", "planning", "microsim", "netlogo"},
    "crims": {"common", "planning", "microsim", "netlogo", "bridge"},
}
"""Which packages each may import."""

ROOMS = {
    "microsim": "errors,drawing storage reference offences street sources rates sampling model maps "
    "rhythm,validation,forecast population",
    "planning": "errors,arrays geography travel roads travel_between plan staffing,demand "
    "allocation,districts,routes",
    "netlogo": "errors,numerals compiler.front compiler.parser compiler.analysis compiler.pyast "
    "compiler.codegen compiler.plain runtime modelfile compiler extensions engine workspace "
    "workshop behaviorspace,jvm,pytest_plugin,pynetlogo",
    "bridge": "errors base scenario wire demand police coupling model_checks record results run "
    "experiments analysis,mosaik service live netlogo_adapter http window plans reports ui cli",
}
"""The rooms of a package, from the lowest: each may import those before it. A comma joins rooms that know
nothing of each other.
"""


def modules(package: str) -> dict[str, Path]:
    """The modules of a package by name, the packages in it by that of their folder."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


def statements(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports of a file, those inside functions as well, those for the type checker alone left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield from statements(node)


def imports(path: Path, known: dict[str, Path]) -> set[str]:
    """The modules among the known ones that a file imports."""
    found = set()
    for node in statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named = [one.name for one in node.names]
        else:
            assert node.module is not None, f"{path}: expected absolute imports"
            named = [f"{node.module}.{one.name}" for one in node.names if one.name != "_kernel"]  # in C
        for name in named:
            found |= {name if name in known else name.rpartition(".")[0]}
    return found & known.keys()


def room(module: str, ranks: dict[str, int]) -> str:
    """The room that a module is in: the longest name of one that it begins with."""
    parts = module.split(".")[1:]
    return next((name for end in range(len(parts), 0, -1) if (name := ".".join(parts[:end])) in ranks), "")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_those_below_it(package: str) -> None:
    known = {name: path for one in PACKAGES for name, path in modules(one).items()}
    wrong = [
        f"{module} imports {one}"
        for module, path in modules(package).items()
        for one in imports(path, known)
        if one.split(".")[0] not in {package, *PACKAGES[package]}
    ]
    assert wrong == []


@pytest.mark.parametrize("package", ROOMS)
def test_a_room_imports_only_those_below_it(package: str) -> None:
    ranks = {name: rank for rank, group in enumerate(ROOMS[package].split()) for name in group.split(",")}
    known, wrong = modules(package), []
    for module, path in known.items():
        here = room(module, ranks)
        assert here or path.name == "__init__.py", f"{module} is in no room of ROOMS"
        for one in imports(path, known) if here else ():
            there = room(one, ranks)
            if there != here and (not there or ranks[there] >= ranks[here]):
                wrong.append(f"{module} imports {one}")
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_modules_import_each_other(package: str) -> None:
    known = modules(package)
    TopologicalSorter({module: imports(path, known) - {module} for module, path in known.items()}).prepare()
