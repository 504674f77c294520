"""From generated Python to plain code: trees that the kernel runs by itself, without Python, agent by agent.

They are made from the Python that the compiler has written, so that there is one meaning, as nested tuples
`(operation, atom, tree...)` that kernel/plain.h lists. Where the kernel meets something else than the plain
case (another type, an error, what is not written here), it takes back what the agent has done, draws
included, and Python does its turn. Here are expressions; `plain_statements` has the rest, and `plain_sites`
says where plain code stands.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

from netlogo.compiler import pyast as py

Tree: TypeAlias = tuple[Any, ...]

LARGEST: Final = 5000  # nodes of a tree, with all the procedures that are written in place
MOST_LOCALS: Final = 180
KEPT: Final = "number"  # what holds a result while it is looked at, assigned before each use
ORDERS: Final = frozenset(("ask", "ask_shuffled", "ask_in_any_order", "in_lockstep"))
_NOT_TO_BE_TAKEN_BACK: Final = frozenset(("of", "run_result", "max_one_of", "min_one_of", "table__put"))
"""What the kernel has, but no turn that may be taken back: it runs Python or changes what is no agent."""
OWN: Final = "_own"  # how the names of what changes a list in place end
BAIL: Final[Tree] = ("bail", None)
_OPERATORS: Final[dict[type[ast.AST], str]] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Eq: "eq", ast.NotEq: "ne",
    ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Is: "is", ast.IsNot: "is not",
    ast.And: "and", ast.Or: "or",
}  # fmt: skip
_FINITE: Final = {"add": "add", "sub": "sub", "mul": "mul", "div": "div", "neg": "neg"}
_ONE_TO_ONE: Final = {
    "lt": "lt", "le": "le", "gt": "gt", "ge": "ge", "sqrt": "sqrt", "abs_": "abs", "checked": "finite",
    "listed": "items", "random_float": "random_float",
    "random": "random", "turtles_of": "turtles", "patches_of": "patches",
    "check_list": "check list", "count_up": "count up",
}  # fmt: skip
_WRONG: Final = frozenset(("end_of_reporter", "no_result", "no_case"))
_OTHER_METHODS: Final = {
    **dict.fromkeys(("neighbors", "neighbors4"), "sure"),  # cannot fail: Python can be asked on the way
    "link_neighbors": "linked",
    "turtles_here": "here",
    "breed_here": "here",
}


class NotPlainError(Exception):
    """The kernel cannot do this."""


def assigned(nodes: Iterable[ast.AST]) -> Counter[str]:
    """How often each variable is assigned, in the nodes and below."""
    return Counter(
        inner.id
        for inner in py.inside(nodes)
        if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load)
    )


def _operation(operator: ast.AST) -> str:
    if type(operator) not in _OPERATORS:
        raise NotPlainError
    return _OPERATORS[type(operator)]


class PlainValues:
    """Writes one tree. `values` are the names that generated code sees, `procedures` its functions, `written`
    what calls of plain code were before, `outside` the variables of the function around, which the tree can
    be given, `inner` the functions in it, `questions` the methods of agents that the kernel has and that
    change nothing.
    """

    def __init__(
        self,
        values: dict[str, Any],
        procedures: dict[str, ast.FunctionDef],
        written: dict[str, ast.expr],
        outside: set[str],
        inner: dict[str, ast.FunctionDef],
        questions: frozenset[str],
    ) -> None:
        self._values = values
        self._procedures = procedures
        self._written = written
        self._outside = outside
        self._inner = inner
        self._questions = questions
        self._scope: dict[str, Tree] = {}
        self._calls: list[str] = []
        self._elsewhere = 0  # how many of them are procedures, which do not see the variables around
        self._size = 0
        self.locals = 0  # as many at once
        self._used = 0

    # -- variables

    def local(self, name: str) -> int:
        """A new variable of the tree."""
        if self._used >= MOST_LOCALS:
            raise NotPlainError
        self._scope[name] = ("local", self._used)
        self._used += 1
        self.locals = max(self.locals, self._used)
        return self._used - 1

    def take(self, names: list[str]) -> None:
        """The variables that the tree is given, in this order."""
        for name in names:
            self.local(name)

    def _stored(self, name: str) -> int:
        return int(self._scope[name][1]) if name in self._scope else self.local(name)

    def _name(self, node: ast.Name) -> Tree:
        if node.id in self._scope:
            return self._scope[node.id]
        if not self._elsewhere and node.id in self._outside:
            raise NotPlainError
        if node.id not in self._values:
            raise NotPlainError
        return ("const", self._values[node.id])

    @contextmanager
    def _inside(self, procedure: ast.FunctionDef) -> Iterator[None]:
        """The scope of a procedure, or of a function in one, that is written in place."""
        if procedure.name in self._calls:
            raise NotPlainError
        is_inner = self._inner.get(procedure.name) is procedure
        outer, self._scope = self._scope, dict(self._scope) if is_inner else {}
        used = self._used
        self._calls.append(procedure.name)
        self._elsewhere += not is_inner
        try:
            yield
        finally:
            self._elsewhere -= not is_inner
            self._calls.pop()
            self._scope, self._used = outer, used

    # -- expressions

    def expr(self, node: ast.expr) -> Tree:
        """The tree of an expression."""
        self._size += 1
        if self._size > LARGEST:
            raise NotPlainError
        match node:
            case ast.Constant():
                return ("const", node.value)
            case ast.Name():
                return self._name(node)
            case ast.Attribute(attr="items"):
                return ("items", None, self.expr(node.value))
            case ast.Attribute():
                return ("slot", node.attr, self.expr(node.value))
            case ast.NamedExpr(target=ast.Name(id=name)):
                value = self.expr(node.value)
                return ("keep", self._stored(name), value)
            case ast.UnaryOp(op=ast.Not()):
                return ("not", None, self.expr(node.operand))
            case ast.UnaryOp(op=ast.USub()):
                return ("neg", None, self.expr(node.operand))
            case ast.BinOp():
                return (_operation(node.op), None, self.expr(node.left), self.expr(node.right))
            case ast.BoolOp(
                op=ast.Or(), values=[ast.Compare(left, [ast.Is()], [ast.Constant(value=True)]), _]
            ):
                return ("truth", None, self.expr(left))  # `x is True or x is not False and check(x)`
            case ast.BoolOp():
                return self._chain(_operation(node.op), [self.expr(value) for value in node.values])
            case ast.Compare(comparators=[right]):
                return (_operation(node.ops[0]), False, self.expr(node.left), self.expr(right))
            case ast.IfExp():
                forms = getattr(node, "forms", None)
                if forms is not None:
                    return ("finite", None, self.expr(forms.bare))
                return ("if else", None, *map(self._or_bail, (node.test, node.body, node.orelse)))
            case ast.ListComp():
                return self._listing(node)
            case ast.List():
                return ("list", None, *map(self.expr, node.elts))
            case ast.Call():
                return self._call(node)
        raise NotPlainError

    def _or_bail(self, node: ast.expr) -> Tree:
        try:
            return self.expr(node)
        except NotPlainError:
            return BAIL

    def _chain(self, operation: str, values: list[Tree]) -> Tree:
        tree = values[-1]
        for value in reversed(values[:-1]):
            tree = (operation, None, value, tree)
        return tree

    def _walk(self, node: ast.ListComp | ast.GeneratorExp) -> tuple[int, Tree]:
        walk = node.generators[0]
        if not isinstance(walk.target, ast.Name) or len(node.generators) != 1:
            raise NotPlainError
        items = self.expr(walk.iter)
        return self._stored(walk.target.id), items

    def _listing(self, node: ast.ListComp, operation: str = "") -> Tree:
        """`[x for x in agents if test]` or `[value for x in agents]`."""
        index, items = self._walk(node)
        walk = node.generators[0]
        if walk.ifs:
            if not isinstance(node.elt, ast.Name) or ast.unparse(node.elt) != ast.unparse(walk.target):
                raise NotPlainError
            return (operation or "sift", index, items, self._chain("and", [self.expr(x) for x in walk.ifs]))
        return (operation or "each", index, items, self.expr(node.elt))

    def _question(self, operation: str, node: ast.GeneratorExp) -> Tree:
        """`any(test for x in agents if other)`; with `all` there is no other."""
        index, items = self._walk(node)
        tests = [*node.generators[0].ifs, node.elt]
        return (operation, index, items, self._chain("and", [self.expr(test) for test in tests]))

    def _call(self, node: ast.Call) -> Tree:
        if isinstance(node.func, ast.Attribute):
            if node.func.attr == "distance" and len(node.args) == 1:
                places = [self.expr(node.func.value), self.expr(node.args[0])]
                return ("distance", self._values["world_width"], *places)
            if node.func.attr not in self._questions:
                raise NotPlainError
            operation = _OTHER_METHODS.get(node.func.attr, "method")
            return (operation, node.func.attr, self.expr(node.func.value), *map(self.expr, node.args))
        if isinstance(node.func, ast.Lambda):
            return self._applied(node.func, node.args)
        if not isinstance(node.func, ast.Name):
            raise NotPlainError
        name, args = node.func.id, node.args
        if name in self._written:
            return self.expr(self._written[name])
        if name in self._procedures:
            return self._report(self._procedures[name], args)
        if name in _WRONG:
            return BAIL
        if name in _ONE_TO_ONE:
            return (_ONE_TO_ONE[name], None, *map(self.expr, args))
        if name in _FINITE:
            return ("finite", None, (_FINITE[name], None, *map(self.expr, args)))
        special = self._special(name, args)
        if special is not None:
            return special
        call = "copy" if name.endswith(OWN) else "call"  # what is taken back must not have changed a list
        name = name.removesuffix(OWN)
        function = self._values.get(name)
        if type(function).__name__ != "Quick" or name in ORDERS or name in _NOT_TO_BE_TAKEN_BACK:
            raise NotPlainError
        return (call, function, *map(self.expr, args))

    def _special(self, name: str, args: list[ast.expr]) -> Tree | None:
        match name, args:
            case "logo_equal", [left, right]:
                return ("eq", True, self.expr(left), self.expr(right))
            case "check_boolean" | "check_bool", [value, *_]:
                return ("truth", None, self.expr(value))
            case "is_nobody", [value]:
                return ("is nobody", None, self.expr(value))
            case "alive", [agent, *_]:
                return ("alive", None, self.expr(agent))
            case "world_width" | "world_height", []:
                return (name, self._values[name])
            case "any" | "all", [ast.GeneratorExp() as walk]:
                return self._question(name, walk)
            case "count", [agents]:
                return ("count", None, self.expr(agents))
            case "any_p", [agents]:
                return ("gt", None, ("count", None, self.expr(agents)), ("const", 0.0))
            case "turtles_on", [places]:
                return ("turtles on", None, self.expr(places))
            case "one_of", [agents]:
                return ("one of", self._values["one_of"], self.expr(agents))
            case "float", [ast.Call(func=ast.Name(id="len"), args=[ast.ListComp() as walk])]:
                return self._listing(walk, "how many")
            case "sum_", [ast.ListComp(generators=[ast.comprehension(ifs=[])]) as walk]:
                return self._listing(walk, "sum")
            case "sum_near", [ast.ListComp(generators=[ast.comprehension(ifs=[])]) as walk]:
                operation, index, items, value = self._listing(walk, "sum")
                return (operation, index, items, ("number", None, value))
            case "one_of_with", [agents, ast.Lambda() as test]:
                return self._by_each("one with", agents, test.args.args[0].arg, test.body)
            case "of", [target, ast.Lambda() as block, *_]:
                return self._by_each("of", target, block.args.args[0].arg, block.body)
            case "of", [target, ast.Name(), _, ast.Constant(value=str(variable))]:
                source = self.expr(target)
                index = self.local(f"of {self._used}")
                return ("of", index, source, ("slot", variable, ("local", index)))
            case "max_one_of" | "min_one_of", [agents, ast.Lambda(body=ast.ListComp() as walk)]:
                if not isinstance(walk.generators[0].target, ast.Name):
                    raise NotPlainError
                which = "most one" if name == "max_one_of" else "least one"
                return self._by_each(which, agents, walk.generators[0].target.id, walk.elt)
            case "random_normal", [mean, deviation]:
                return ("random_normal", self._values[name], self.expr(mean), self.expr(deviation))
        return None

    def _by_each(self, operation: str, agents: ast.expr, agent: str, value: ast.expr) -> Tree:
        """What agents report, one after the other."""
        source = self.expr(agents)
        return (operation, self._stored(agent), source, self.expr(value))

    def _applied(self, block: ast.Lambda, args: list[ast.expr]) -> Tree:
        """A block that is called where it stands."""
        tree: Tree | None = None
        for parameter, arg in zip(block.args.args, args, strict=True):
            kept: Tree = ("keep", self._stored(parameter.arg), self.expr(arg))
            tree = kept if tree is None else ("then", None, tree, kept)
        return self.expr(block.body) if tree is None else ("then", None, tree, self.expr(block.body))

    def _report(self, procedure: ast.FunctionDef, args: list[ast.expr]) -> Tree:
        """The value of a reporter procedure (the writer of statements knows how)."""
        raise NotImplementedError
