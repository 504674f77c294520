"""Trees and compile-time errors: small source in, exact message or shape out."""

from __future__ import annotations

import pytest

from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.program import Program
from netlogo.compiler.front.source import Source
from netlogo.compiler.frontend import parse_model
from netlogo.errors import CompilerError, ProgramError


def parse(code: str) -> list[n.ProcedureBody]:
    bodies, _ = parse_model(Program(), [Source(code, "model")], lambda path: None, {})
    return bodies


def message(code: str) -> str:
    with pytest.raises(CompilerError) as caught:
        parse(code)
    return caught.value.message


def shape(node: n.Node) -> str:
    """A tree as text: operators in prefix form."""
    if isinstance(node, n.Const):
        return f"{node.value:g}" if isinstance(node.value, float) else repr(node.value)
    if isinstance(node, n.App):
        return f"({' '.join([node.primitive.name, *map(shape, node.args)])})"
    if isinstance(node, n.Local):
        return node.variable.name.lower()
    if isinstance(node, n.AgentVariable):
        return node.name.lower()
    if isinstance(node, n.ReporterBlock):
        return f"[{shape(node.body)}]"
    if isinstance(node, n.Lambda) and not isinstance(node.body, n.CommandBlock):
        return f"[{' '.join(v.name.lower() for v in node.formals)} -> {shape(node.body)}]"
    return type(node).__name__


def expression(text: str) -> str:
    (body,) = parse(f"to-report it report {text} end")
    return shape(body.statements[0].args[0])


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 + 2 * 3", "(+ 1 (* 2 3))"),
        ("1 - 2 - 3", "(- (- 1 2) 3)"),
        ("2 ^ 3 ^ 2", "(^ (^ 2 3) 2)"),
        ("(- 5) + 1", "(+ (unary-minus 5) 1)"),
        ("not true and false", "(and (not True) False)"),
        ("sin 30 + 1", "(+ (sin 30) 1)"),
        ("[xcor] of turtle 0 + 1", "(+ (of [xcor] (turtle 0)) 1)"),
        ("[[xcor] of myself] of turtle 0", "(of [(of [xcor] (myself))] (turtle 0))"),
        ("count turtles with [ xcor > 0 ] > 5", "(> (count (with (turtles) [(> xcor 0)])) 5)"),
        ("map abs [1 -2]", "(map [input 1 -> (abs input 1)] [1.0, -2.0])"),
        ("reduce + [1 2]", "(reduce [input 1 input 2 -> (+ input 1 input 2)] [1.0, 2.0])"),
        ("map [ x -> x + 1 ] [1]", "(map [x -> (+ x 1)] [1.0])"),
        ("(word 1 2 3)", "(word 1 2 3)"),
        ('[1 ["a" nobody] true]', "[1.0, ['a', nobody], True]"),
        ("(ifelse-value true [1] false [2] [3])", "(ifelse-value True [1] False [2] [3])"),
    ],
)
def test_expressions(text: str, tree: str) -> None:
    assert expression(text) == tree


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ("let x x", "Nothing named X has been defined."),
        ("let x 5 let x 6", "There is already a local variable here called X"),
        ("let fd 5", "There is already a primitive command called FD"),
        ("let [] [0]", "The list of variables names given to LET must contain at least one item."),
        ("set [a] [1]", "There is no variable called A."),
        ("print 1 +", "+ expected 1 input on the right, a number."),
        ("foreach [1 2]", "FOREACH expected at least 2 inputs, a list and an anonymous command."),
        (
            "show list",
            "LIST expected 2 inputs on the right or any number of inputs when surrounded by parentheses.",
        ),
        ("print patch 0", "PATCH expected 2 inputs, a number and a number."),
        ('fd "a"', "FD expected this input to be a number, but got a string instead"),
        ("print not 5", "NOT expected this input to be a TRUE/FALSE, but got a number instead"),
        (
            "crt 5 [ fd 1 sprout 1 ]",
            "You can't use SPROUT in a turtle context, because SPROUT is patch-only.",
        ),
        ("crt 5 [", "No closing bracket for this open bracket."),
        ("print (1 + 2", "No closing parenthesis for this open parenthesis."),
        ("set timer 5", 'This isn\'t something you can use "set" on.'),
        ("report 5", "REPORT can only be used inside TO-REPORT."),
        ("print error-message", "error-message cannot be used outside of CAREFULLY."),
        ("(ifelse true [ ] false false [ ])", "IFELSE expected a command block here but got a TRUE/FALSE."),
        ("(ifelse true [ ] [ ] [ ])", "IFELSE expected a reporter here but got a block."),
        ("5", "Expected command."),
        ("show (1 2)", "Expected a closing parenthesis here."),
        (
            "show map [ x -> ] [1]",
            "MAP expected this input to be an anonymous reporter, but got an anonymous command instead",
        ),
    ],
)
def test_errors_in_commands(commands: str, expected: str) -> None:
    assert message(f"to go {commands} end") == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("globals [ a a ]", "There is already a global variable called A"),
        ("globals [ a ] globals [ b ]", "Redeclaration of GLOBALS"),
        ("breed [ a ]", "Breed declarations must have plural and singular. BREED [A] has only one name."),
        ("cows-own [ a ]", 'There is no breed "COWS"'),
        ("to go [ x x ] end", "There is already a local variable called X here"),
        ("to go [ color ] end", "There is already a turtle variable called COLOR"),
        ("to fd end", "There is already a primitive command called FD"),
        ("to go", "END expected"),
        ("hello", "keyword expected"),
        ("to go end hello", "TO or TO-REPORT expected"),
        ('__includes [ "a.txt" ]', "Included files must end with .nls"),
        ('__includes [ "a.nls" ]', "Could not find a.nls"),
        ("to-report foo ask turtles [ report who ] end", "REPORT must be immediately inside a TO-REPORT."),
        ("to-report foo stop end", "STOP is not allowed inside TO-REPORT."),
        ("patches-own [ a ] to go crt 1 [ set a 1 ask links [ set a 2 ] ] end",
         "You can't use A in a link context, because A is turtle/patch-only."),
    ],
)  # fmt: skip
def test_errors_in_declarations(code: str, expected: str) -> None:
    assert message(code) == expected


def test_unknown_names_get_a_suggestion() -> None:
    with pytest.raises(CompilerError) as caught:
        parse("globals [ energy ] to go print enrgy end")
    assert caught.value.hint == "did you mean ENERGY?"


def test_all_errors_are_collected() -> None:
    with pytest.raises(ProgramError) as caught:
        parse("to a foo end\nto b fd 1 end\nto c print + end")
    assert [(error.line, error.procedure) for error in caught.value.errors] == [(1, "A"), (3, "C")]


def test_agent_kinds_go_through_calls() -> None:
    bodies = parse("to a b end to b fd 1 end to c print 1 end")
    assert [body.heading.agents for body in bodies] == ["-T--", "-T--", "OTPL"]


def test_deep_nesting_is_an_error_not_a_crash() -> None:
    assert "nested too deeply" in message("to go print " + "(" * 20000 + "1" + ")" * 20000 + " end")
