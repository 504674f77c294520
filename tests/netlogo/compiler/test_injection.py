"""No name, string or comment of a model becomes Python: generated code says only what the compiler wrote."""

from __future__ import annotations

import ast

import pytest

from netlogo import CompilerError, Workspace

HOSTILE_NAMES = [
    "__import__", "__builtins__", "__class__", "__dict__", "__init__", "none", "class", "def", "import",
    "lambda", "exec", "eval", "open", "print_", "float", "len", "exception", "g", "w", "me", "myself-1",
    "nobody-1", "run_", "caught", "command_line", "p_go", "v_x", "kind", "dead", "world", "items", "a.b",
    "a'b", "a#b", "a=b", "\ufb01", "ª", "ς", "σ", "İ", "x́", "e$", "a%s", "a{0}", "a\\n",
    "\U0001d41e\U0001d431\U0001d41e\U0001d41c", "\uff45\uff56\uff41\uff4c",
]  # fmt: skip
STRINGS = [
    "'); __import__('os').system('x') #", '\\"\\"\\"', "\\n\\t\\\\", "{0} %s $x", "\\\\N{DIGIT ONE}",
    "\u2028\x00", "'''", "#", "; fd 1", "]", "end", "\U0001f600",
]  # fmt: skip
WRITTEN = frozenset(
    {"eval", "exec", "open", "compile", "globals", "locals", "vars", "getattr", "setattr", "type"}
)


def assert_harmless(workspace: Workspace) -> None:
    """Generated code imports nothing, touches no dunder and calls nothing that could."""
    for node in ast.walk(ast.parse(workspace.python())):
        assert not isinstance(node, ast.Import | ast.ImportFrom | ast.Global)
        if isinstance(node, ast.Attribute):
            assert not node.attr.startswith("__")
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            assert node.id not in WRITTEN
            assert not node.id.startswith("__")
    assert set(workspace._engine.namespace["__builtins__"]) == {
        "float", "len", "any", "all", "range", "Exception",
    }  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_is_only_a_name(name: str) -> None:
    code = f"""
        globals [ {name} ]
        to go let before {name} set {name} list before 2 end
        to-report it report {name} end
    """
    other = f"""
        turtles-own [ {name} ]
        to go crt 1 [ set {name} 3 ] end
        to-report it report [ {name} ] of turtle 0 end
    """
    local = f"""
        globals [ kept ]
        to go let {name} 4 (foreach [ 1 ] [ x -> set kept {name} + x set {name} kept ]) end
        to-report it report (runresult [ [ {name} ] -> {name} + kept ] 10) end
    """
    procedure = (
        f"to-report {name} [ n ] report n end to go __ignore {name} 1 end to-report it report {name} 6 end"
    )
    for text, expected in ((code, [0.0, 2.0]), (other, 3.0), (local, 15.0), (procedure, 6.0)):
        try:
            workspace = Workspace.from_code(text)
        except CompilerError:
            continue  # NetLogo takes no such name, or has it itself
        workspace.command("go")
        assert workspace.report("it") == expected
        assert_harmless(workspace)


def test_breeds_with_hostile_names_make_their_primitives() -> None:
    workspace = Workspace.from_code("breed [ __class__ __dict__ ] to go create-__class__ 2 [ fd 1 ] end")
    workspace.command("go")
    assert workspace.report("count __class__ + [who] of __dict__ 1") == 3.0
    assert_harmless(workspace)


@pytest.mark.parametrize("text", STRINGS)
def test_a_string_is_only_a_string(text: str) -> None:
    workspace = Workspace.from_code(f'to-report it report "{text}" end ; {text} """\nto go print it end')
    workspace.command("go")
    plain = text.replace("\\\\", "\ue000").replace('\\"', '"').replace("\\n", "\n").replace("\\t", "\t")
    assert workspace.report("it") == plain.replace("\ue000", "\\")
    assert workspace.output == workspace.report("it") + "\n"
    assert_harmless(workspace)


@pytest.mark.parametrize("text", STRINGS)
def test_text_that_runs_is_only_netlogo(text: str) -> None:
    workspace = Workspace.from_code("globals [ text ]")
    workspace.set_global("text", text)
    workspace.command("carefully [ run text ] [ ] carefully [ __ignore runresult text ] [ ]")
    assert "os" not in workspace._engine.namespace
    assert_harmless(workspace)


def test_a_number_beyond_all_measure_is_refused() -> None:
    for text in ("9" * 400, "1e400", "-" + "9" * 5000):
        with pytest.raises(CompilerError, match=r"too large|Illegal number|not in the allowable range"):
            Workspace.from_code(f"to-report it report {text} end")
