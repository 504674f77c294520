"""The `cf` extension: chains of cases, each a condition with what is run or reported where it holds.

A case is a list of two anonymous procedures; a chain is a list of cases. `cf:case` puts one in front.
"""

from __future__ import annotations

from typing import Any, ClassVar

from netlogo.extensions.base import Extension, a_list, failure
from netlogo.runtime.agents.anonymous import AnonymousCommand, AnonymousProcedure, AnonymousReporter
from netlogo.runtime.values import dump

_NO_CASE = "no case is true; end the cases with cf:else where nothing may need to hold"
_ALWAYS = AnonymousReporter(lambda me, myself, *inputs: True, 0, "[ -> true ]")


class CfExtension(Extension):
    """Primitives of `cf`."""

    name = "cf"
    signatures: ClassVar[str] = """
when : list ; draws kills runs any
select : list -> wildcard ; draws kills runs any
match : wildcard list ; draws kills runs any
matching : wildcard ~ list -> wildcard ; draws kills runs any level=9
case : reporter|command reporter|command list -> list ; right level=9
case-is : reporter|command wildcard reporter|command list -> list ; right level=9
else : reporter|command -> list
"""

    def when(self, me: Any, cases: Any) -> None:
        """Run the command of the first case that holds."""
        self._consequent(me, cases, AnonymousCommand, "command", ())

    def select(self, me: Any, cases: Any) -> Any:
        """The value of the first case that holds."""
        return self._consequent(me, cases, AnonymousReporter, "reporter", ())

    def match(self, me: Any, value: Any, cases: Any) -> None:
        """Run the command of the first case that holds for a value, with the value."""
        self._consequent(me, cases, AnonymousCommand, "command", (value,))

    def matching(self, me: Any, value: Any, cases: Any) -> Any:
        """What the first case that holds for a value makes of the value."""
        return self._consequent(me, cases, AnonymousReporter, "reporter", (value,))

    def case(self, condition: Any, consequent: Any, others: Any) -> list[Any]:
        """A chain with one more case in front."""
        return [[condition, consequent], *a_list(others)]

    def case_is(self, relation: Any, second: Any, consequent: Any, others: Any) -> list[Any]:
        """A case that holds where the value stands in a relation (`=`, `member?`) to another."""

        def holds(me: Any, myself: Any, *inputs: Any) -> Any:
            return relation.run(me, myself, (inputs[0], second))

        made = AnonymousReporter(holds, 1, f"[ [x] -> {relation.source} ]")
        return self.case(made, consequent, others)

    def else_(self, consequent: Any) -> list[Any]:
        """The chain of one case that always holds."""
        return [[_ALWAYS, consequent]]

    def function(self, primitive: str) -> Any:
        return super().function("else_" if primitive == "else" else primitive)

    def _consequent(self, me: Any, cases: Any, kind: type, word: str, inputs: tuple[Any, ...]) -> Any:
        for one in a_list(cases):
            if one.__class__ is not list or len(one) != 2 or not isinstance(one[0], AnonymousReporter):
                raise failure(f"expected a case, a list of a reporter and a procedure, got {dump(one)}")
            holds = one[0].run(me, None, inputs)
            if holds.__class__ is not bool:
                raise failure(f"the condition of a case must report true or false, got {dump(holds)}")
            if holds:
                return self._run(one[1], kind, word, me, inputs)
        raise failure(_NO_CASE)

    def _run(self, consequent: Any, kind: type, word: str, me: Any, inputs: tuple[Any, ...]) -> Any:
        if not isinstance(consequent, kind) or not isinstance(consequent, AnonymousProcedure):
            raise failure(f"expected the case to have an anonymous {word}, got {dump(consequent)}")
        return consequent.run(me, None, inputs)


EXTENSION = CfExtension
