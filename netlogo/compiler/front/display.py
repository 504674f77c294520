"""Trees back to NetLogo text in NetLogo's own spacing, for printing anonymous procedures.

As in NetLogo, parentheses are not kept and every word is set apart by one blank.
"""

from __future__ import annotations

from netlogo.compiler.front import nodes as n


def lambda_text(node: n.Lambda) -> str:
    """An anonymous procedure as it prints, without "(anonymous command: " around it."""
    body = block_text(node.body) if isinstance(node.body, n.CommandBlock) else text_of(node.body)
    formals = [variable.token.text for variable in node.formals if variable.token]
    if node.concise:
        return node.token.text
    if not node.has_arrow:
        return f"[ {body} ]" if body else "[ ]"
    if node.bracketed:
        return " ".join(["[", f"[{' '.join(formals)}]", "->", *([body] if body else []), "]"])
    return " ".join(["[", *formals, "->", *([body] if body else []), "]"])


def block_text(block: n.CommandBlock) -> str:
    """Commands one after the other."""
    return " ".join(text_of(statement) for statement in block.statements)


def text_of(node: n.Node) -> str:
    """A node and all below it."""
    if isinstance(node, n.Statement):
        return " ".join([node.token.text, *_names(node), *_args(node.args)])
    if isinstance(node, n.App) and node.primitive.syntax.infix and node.args:
        left, *right = node.args
        return " ".join([text_of(left), node.token.text, *_args(right)])
    if isinstance(node, n.App | n.CallReporter):
        return " ".join([node.token.text, *_args(node.args)])
    if isinstance(node, n.CommandBlock):
        return f"[ {block_text(node)} ]" if node.statements else "[ ]"
    if isinstance(node, n.ReporterBlock):
        return f"[ {text_of(node.body)} ]"
    if isinstance(node, n.Lambda):
        return lambda_text(node)
    if isinstance(node, n.Const) and isinstance(node.value, list):
        return node.token.source.text[node.token.start : node.end]
    if isinstance(node, n.CodeBlock):
        return f"[ {node.text} ]" if node.token.kind == "[" else node.text
    return node.token.text


def _names(node: n.Statement) -> list[str]:
    """The variables of `let` and `set`."""
    tokens = [variable.token for variable in node.variables] + [target.token for target in node.targets]
    words = [token.text for token in tokens if token]
    return [f"[{' '.join(words)}]"] if node.listed else words


def _args(args: list[n.Expression]) -> list[str]:
    return [text_of(arg) for arg in args if not (isinstance(arg, n.CommandBlock) and arg.synthetic)]
