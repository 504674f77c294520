"""The `ls` extension (LevelSpace): models within a model, in the same engine.

Models are numbered from 0; each has its own world and random numbers, the files and permissions of its
parent, and is asked with text. Names that `ls:let` has made are known to every text that comes after, until
`ls:reset`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from netlogo.errors import CompilerError, HaltError, LogoError, NetLogoError
from netlogo.extensions.base import Extension, a_list, a_number, a_string, a_whole_number, failure
from netlogo.runtime.agents.agent_sets import AgentSet
from netlogo.runtime.agents.anonymous import AnonymousCommand
from netlogo.runtime.agents.base import Agent
from netlogo.runtime.primitives.file_primitives import readable
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    from netlogo.runtime.world import ChildModel, World

_DEEPEST = 5
"""Models within models: more is taken for a model that opens itself."""


class LsExtension(Extension):
    """Primitives of `ls`."""

    name = "ls"
    hidden_state = True  # the models
    signatures: ClassVar[str] = """
create-models : number string command* ; default=2 draws kills runs any
create-interactive-models : number string command* ; default=2 draws kills runs any
ask : number|list codeblock readable* ; default=2
report : number|list codeblock readable* -> readable ; default=2
of : codeblock ~ number|list -> readable ; level=11 right
with : list ~ codeblock -> list ; level=12
let : symbol readable
assign : number|list symbol wildcard ; default=3
models : -> list
model-exists? : number -> boolean
name-of : number|list -> string|list
path-of : number|list -> string|list
set-name : number string
close : number|list
reset : ()
show : number|list
hide : number|list
show-all : number|list
hide-all : number|list
uses-level-space? : number|list -> boolean|list
random-seed : number ; draws
"""
    spelled: ClassVar[Mapping[str, str]] = {"with": "with_", "show": "shown", "let": "let_"}

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._models: dict[int, ChildModel] = {}
        self._names: dict[int, str] = {}
        self._lets: dict[str, Any] = {}
        self._next = 0

    def forget(self) -> None:
        """`clear-all` leaves the models alone."""

    # --- models ---------------------------------------------------------------------------------------------

    def create_models(self, me: Any, number: Any, name: Any, *then: Any) -> None:
        """Open a model several times; a command is run with the number of each."""
        path = readable(self.world, a_string(name))
        if self.world.depth >= _DEEPEST:
            raise failure(f"models are nested {_DEEPEST} deep: does {path.name} open itself?")
        for _ in range(a_whole_number(number)):
            try:
                model = self.world.open_model(path)
            except CompilerError as error:
                raise failure(f"{path} has an error in its code: {error}") from error
            except NetLogoError as error:
                raise failure(
                    f'NetLogo couldn\'t read the file "{path}". Are you sure it exists and that NetLogo has'
                    f" permission to read it? ({error})"
                ) from error
            model.world.rng.set_seed(self.world.aux_rng.next_word())
            key, self._next = self._next, self._next + 1
            self._models[key], self._names[key] = model, path.name
            for command in then:
                if not isinstance(command, AnonymousCommand):
                    raise failure(f"expected an anonymous command, got {dump(command)}")
                command.run(me, None, (float(key),))

    create_interactive_models = create_models

    def models(self) -> list[Any]:
        """The numbers of all models."""
        return [float(key) for key in self._models]

    def model_exists_p(self, number: Any) -> bool:
        """Whether there is a model of that number."""
        return a_whole_number(number) in self._models

    def close(self, which: Any) -> None:
        """Close models."""
        for key in self._keys(which):
            self._models.pop(key)
            self._names.pop(key)

    def reset(self) -> None:
        """Close all models, and number from 0 again."""
        self._models.clear()
        self._names.clear()
        self._lets.clear()
        self._next = 0

    def name_of(self, which: Any) -> Any:
        """The name of a model, or of each of a list."""
        return self._each(which, lambda key: self._names[key])

    def path_of(self, which: Any) -> Any:
        """The path of a model, or of each of a list."""
        return self._each(which, lambda key: str(self._models[key].path))

    def uses_level_space_p(self, which: Any) -> Any:
        """Whether a model, or each of a list, has models itself."""
        return self._each(which, lambda key: "ls" in self._models[key].world.extensions)

    def set_name(self, number: Any, name: Any) -> None:
        """Name a model."""
        self._names[self._keys(number)[0]] = a_string(name)

    def shown(self, which: Any) -> None:
        """Show models: there is no window."""
        self._keys(which)

    hide = shown
    show_all = shown
    hide_all = shown

    def _keys(self, which: Any) -> list[int]:
        keys = [a_whole_number(one) for one in (which if which.__class__ is list else [which])]
        for key in keys:
            if key not in self._models:
                raise failure(f"There is no model with ID {key}")
        return keys

    def _each(self, which: Any, found: Any) -> Any:
        values = [found(key) for key in self._keys(which)]
        return values if which.__class__ is list else values[0]

    # --- code -----------------------------------------------------------------------------------------------

    def let_(self, name: Any, value: Any) -> None:
        """Make a name known in the texts for models."""
        self._lets[str(name).lower()] = _plain(value)

    def ask(self, which: Any, code: Any, *inputs: Any) -> None:
        """Run commands in models."""
        for key in self._keys(which):
            self._run(key, f"__apply [ {code} ] __lsargs", inputs)

    def report(self, which: Any, code: Any, *inputs: Any) -> Any:
        """The value of a reporter in a model, or in each of a list."""
        return self._each(which, lambda key: self._run(key, f"__apply-result [ {code} ] __lsargs", inputs))

    def of(self, code: Any, which: Any) -> Any:
        """The same."""
        return self.report(which, code)

    def with_(self, which: Any, code: Any) -> list[Any]:
        """The models of a list in which a condition holds."""
        found = []
        for number, holds in zip(a_list(which), self.report(which, code), strict=True):
            if holds.__class__ is not bool:
                name = self._names[a_whole_number(number)]
                raise failure(
                    f"LS:WITH expected a true/false value from {name}, but got {dump(holds)} instead."
                )
            if holds:
                found.append(number)
        return found

    def assign(self, which: Any, name: Any, value: Any) -> None:
        """Set a global of models."""
        for key in self._keys(which):
            self._run(key, f"__apply [ __ls-assign-var -> set {name} __ls-assign-var ] __lsargs", (value,))

    def random_seed(self, seed: Any) -> None:
        """Seed the random numbers of this model, and those of the others by it."""
        number = a_number(seed)
        if not -2147483648 <= number <= 2147483647:
            raise failure(
                f"{dump(number)} is not in the allowable range for random seeds (-2147483648 to 2147483647)"
            )
        self.world.rng.set_seed(int(number))
        for model in self._models.values():
            inner = model.world.extensions.get("ls")
            drawn = self.world.rng.next_word()
            if inner is not None:
                inner.random_seed(float(drawn))
            else:
                model.world.rng.set_seed(drawn)

    def _run(self, key: int, body: str, inputs: tuple[Any, ...]) -> Any:
        names = " ".join(["__lsargs", *self._lets])
        values = ([_plain(one) for one in inputs], *self._lets.values())
        try:
            result = self._models[key].run_text(f"[ [ {names} ] -> {body} ]", values)
        except HaltError:
            raise
        except NetLogoError as error:
            told = error.message if isinstance(error, LogoError | CompilerError) else str(error)
            raise failure(f"Model {key} ({self._names[key]}) encountered an error: {told}") from error
        _refuse_agents(result, key, self._names[key])
        return result


def _plain(value: Any) -> Any:
    if isinstance(value, Agent | AgentSet):
        raise failure("You cannot give agents or agentsets to LevelSpace models.")
    return [_plain(one) for one in value] if value.__class__ is list else value


def _refuse_agents(value: Any, key: int, name: str) -> None:
    if isinstance(value, Agent | AgentSet):
        raise failure(
            f"Model {key} ({name}) encountered an error: You cannot report agents or agentsets from"
            " LevelSpace models."
        )
    if value.__class__ is list:
        for one in value:
            _refuse_agents(one, key, name)


EXTENSION = LsExtension
