"""A model on NetLogo itself, with the same face as the embedded engine's `netlogo.Workspace`.

NetLogo runs headless in this process; each workspace has its own model, world and thread. Values and errors
are this package's own, so that a caller cannot tell the engines apart.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from netlogo.errors import NetLogoError
from netlogo.jvm import machine
from netlogo.jvm.failures import Sources, compiler_error, logo_error, other_error
from netlogo.jvm.finder import Installation
from netlogo.jvm.java_values import PAIRS, SPLIT, Converter, Pairs
from netlogo.jvm.jobs import Jobs
from netlogo.modelfile.model import InterfaceGlobal
from netlogo.modelfile.read_model import read_model
from netlogo.workspace import ProcedureInfo

WHETHER_STOPPED = "__experimentstepend"
"""NetLogo's own end of the commands of a run's step: the job is told of a `stop` in a called procedure."""
KINDS = {"observer": "Observer", "turtles": "Turtle", "patches": "Patch", "links": "Link"}


def _never() -> bool:
    return False


class JvmWorkspace:
    """One model with its world on NetLogo itself. Close it, or use it in a `with` statement."""

    def __init__(
        self,
        model: str | Path,
        installation: Installation,
        *,
        options: Sequence[str] = (),
        interrupted: Callable[[], bool] = _never,
    ) -> None:
        """Open a model file.

        Args:
            model: a .nlogo file (.nlogox for NetLogo 7).
            installation: the NetLogo to run it on.
            options: options of the Java machine, such as "-Xmx4g"; the process's first workspace decides.
            interrupted: asked ten times a second while NetLogo runs; true stops the run with a HaltError.

        Raises:
            NetLogoUnavailable: NetLogo cannot be started.
            ModelFileError: there is no such file.
            ProgramError: the model does not compile.
        """
        machine.start(installation, options)
        self._read(model)
        self._make()
        machine.at_exit(id(self), self.close)
        try:
            self._guarded(lambda: self._java.open(str(self.path), False))
            self._take_up(interrupted)
        except BaseException:
            self.close()
            raise

    @classmethod
    def around(cls, java: Any, model: str | Path) -> JvmWorkspace:
        """A workspace that somebody else has opened in this process and goes on to own.

        What the model prints goes where it went before; `close` leaves the workspace as it is.

        Args:
            java: an `org.nlogo.headless.HeadlessWorkspace` with the model open.
            model: the file that is open in it.

        Raises:
            ModelFileError: there is no such file.
        """
        self = cls.__new__(cls)
        self._read(model)
        self._java, self._borrowed = java, True
        self._buffer = self._jpype.JClass("java.io.ByteArrayOutputStream")()
        self._take_up(_never)
        return self

    def _read(self, model: str | Path) -> None:
        self._jpype = machine.import_jpype()
        self.path = Path(model).resolve()
        self.model = read_model(self.path)
        self._sources = Sources(self.path.name, self.model.code)
        self._closed = self._borrowed = False

    def _take_up(self, interrupted: Callable[[], bool]) -> None:
        """Make what runs code in the open model."""
        self._jobs = Jobs(self._jpype, self._java, interrupted)
        self._context = self._jobs.context()
        self._splitter = self._java.report(SPLIT)
        self._converter = Converter(self._jpype, self._split)
        self._procedures: dict[str, Any] = {
            str(name): self._java.procedures().apply(name) for name in _items(self._java.procedures().keys())
        }
        self._shapes = {
            name: (len(_inputs(found)), int(found.size()), bool(found.isReporter()))
            for name, found in self._procedures.items()
        }
        self._reporters: dict[str, Any] = {}

    def _make(self) -> None:
        """A workspace whose prints go to a buffer: its thread inherits Scala's console from this one."""
        classes = self._jpype.JClass
        self._buffer = classes("java.io.ByteArrayOutputStream")()
        stream = classes("java.io.PrintStream")(self._buffer, True, "UTF-8")
        console = getattr(classes("scala.Console$"), "MODULE$")
        before = console.out()
        console.setOutDirect(stream)
        try:
            self._java = classes(machine.WORKSPACE_CLASS).newInstance()
        finally:
            console.setOutDirect(before)

    # -- running

    def command(self, text: str, agents: str = "observer") -> bool:
        """Run commands as the observer, or as all "turtles", "patches" or "links"; whether `stop` ended them.

        Raises:
            CompilerError: the text is not valid.
            LogoError: the commands failed.
        """
        return self.compile_command(text, agents)()

    def report(self, text: str) -> Any:
        """The value of a reporter, run by the observer.

        Raises:
            CompilerError: the text is not valid.
            LogoError: the reporter failed.
        """
        return self.compile_reporter(text)()

    def compile_command(self, text: str, agents: str = "observer") -> Callable[[], bool]:
        """Commands compiled once, to be run again and again."""
        kind = getattr(self._jpype.JClass("org.nlogo.core.AgentKindJ"), KINDS[agents])()
        self._guarded(lambda: self._java.compileCommands(text, kind), text)  # its own error, if it has one
        asked = f"{text}\n{WHETHER_STOPPED}" if agents == "observer" else text
        procedure = self._java.compileCommands(asked, kind)
        world = self._java.world()
        everybody = None if agents == "observer" else getattr(world, agents)()

        def run() -> bool:
            return bool(self._run(lambda: self._jobs.run(procedure, everybody), text).stopping)

        return run

    def compile_reporter(self, text: str) -> Callable[[], Any]:
        """A reporter compiled once, to be asked again and again."""
        procedure = self._guarded(lambda: self._java.compileReporter(text), text, reporter=True)

        def ask() -> Any:
            job = self._run(lambda: self._jobs.run(procedure), text, reporter=True)
            return self._converter.to_python(job.result)

        return ask

    def compile_pairs(self, text: str) -> Callable[[], Any]:
        """A reporter of a list of [name number] with each name once, read in few calls, as a dictionary.

        Whatever else is reported comes as `compile_reporter` gives it. It runs on the caller's thread, which
        saves the way to NetLogo's and back, so that `interrupted` and Ctrl-C wait until it is done.
        """
        self._guarded(lambda: self._java.compileReporter(text), text, reporter=True)  # its own positions
        reporter = self._java.report(f"[ -> {PAIRS.format(text=text)} ]")
        nothing = self._converter.objects([])

        def read() -> Any:
            return self._guarded(lambda: reporter.report(self._context, nothing))

        return Pairs(self._converter, read)

    def call(self, procedure: str, args: Iterable[Any] = ()) -> Any:
        """Call a procedure with Python values; gives a reporter's value, of a command whether it stopped.

        Raises:
            NetLogoError: there is no such procedure, or it takes another number of inputs.
            LogoError: it failed.
        """
        name = self._named(procedure)
        values = list(args)
        wanted, _, is_reporter = self._shapes[name]
        if len(values) != wanted:
            raise NetLogoError(f"expected {wanted} input(s) for {procedure}, got {len(values)}")
        return self._call_reporter(name, values) if is_reporter else self._call_command(name, values)

    def compile_call(self, procedure: str, then: str) -> Callable[[Sequence[Any]], bool]:
        """A command procedure and commands after it as one: called with the procedure's inputs.

        Saves one way to NetLogo's thread and back. Errors as those of `call` and `command`.
        """
        name = self._named(procedure)
        following = self._guarded(lambda: self._java.compileCommands(then), then)
        return lambda values: self._call_command(name, values, following, then)

    def halt(self) -> None:
        """Stop what runs; may be called from another thread."""
        self._jobs.halt()

    # -- values

    def set_global(self, name: str, value: Any) -> None:
        """Give a global a value.

        Raises:
            NetLogoError: there is no such global, or its widget does not take the value.
        """
        upper, java = self._global(name), self._converter.to_java(value)
        self._guarded(lambda: self._java.world().setObserverVariableByName(upper, java))

    def get_global(self, name: str) -> Any:
        """The value of a global.

        Raises:
            NetLogoError: there is no such global.
        """
        return self._converter.to_python(self._java.world().getObserverVariableByName(self._global(name)))

    # -- what the model has

    @property
    def output(self) -> str:
        """All that the model has printed so far."""
        return str(self._buffer.toString("UTF-8")).replace("\r\n", "\n")

    @property
    def globals(self) -> list[str]:
        """Names of all globals in small letters, those of the interface first."""
        return [str(name).lower() for name in _items(self._java.world().program().globals())]

    @property
    def interface_globals(self) -> dict[str, InterfaceGlobal]:
        """Sliders, switches, choosers and input boxes by the name of their global."""
        return {widget.name.lower(): widget for widget in self.model.globals}

    @property
    def procedures(self) -> dict[str, ProcedureInfo]:
        """The model's procedures by name in small letters."""
        return {
            name.lower(): ProcedureInfo(
                name.lower(),
                tuple(word.lower() for word in _inputs(found)),
                bool(found.isReporter()),
            )
            for name, found in self._procedures.items()
        }

    def close(self) -> None:
        """End the workspace's thread and free its memory; safe to repeat."""
        if not self._closed and not self._borrowed:
            self._closed = True
            machine.at_exit(id(self), None)
            self._java.halt()
            self._java.dispose()

    def __enter__(self) -> JvmWorkspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- inside

    def _run(self, start: Callable[[], Any], text: str | None = None, *, reporter: bool = False) -> Any:
        """A finished job; an exception it ended in is raised as this package's error."""
        job = start()
        failure = self._jobs.failure(job)
        if failure is not None:
            raise self._translated(failure, text, reporter=reporter)
        return job

    def _guarded(self, action: Callable[[], Any], text: str | None = None, *, reporter: bool = False) -> Any:
        """Call Java; an exception is raised as this package's error, without Java's stack trace."""
        try:
            return action()
        except self._jpype.JException as error:
            translated = self._translated(error, text, reporter=reporter)
        raise translated

    def _translated(self, error: Any, text: str | None, *, reporter: bool) -> NetLogoError:
        if isinstance(error, self._jpype.JClass("org.nlogo.core.CompilerException")):
            return compiler_error(error, self._sources, text, reporter=reporter)
        if isinstance(error, self._jpype.JClass("org.nlogo.api.LogoException")):
            return logo_error(error, self._sources, text, reporter=reporter)
        return other_error(error)

    def _named(self, procedure: str) -> str:
        name = procedure.upper()
        if name not in self._procedures:
            raise NetLogoError(
                f"expected a procedure of the model, got {procedure!r}{_near(name, self._procedures)}"
            )
        return name

    def _call_command(
        self, name: str, values: Sequence[Any], then: Any = None, text: str | None = None
    ) -> bool:
        inputs = [self._converter.to_java(value) for value in values]
        compiled, size = self._procedures[name], self._shapes[name][1]
        return bool(self._run(lambda: self._jobs.call(compiled, size, inputs, then), text).stopping)

    def _call_reporter(self, name: str, values: list[Any]) -> Any:
        if name not in self._reporters:
            words = " ".join(f"in{number}_" for number in range(len(values)))
            self._reporters[name] = self._java.report(f"[ [{words}] -> {name} {words} ]")
        inputs = self._converter.objects(values)
        return self._converter.to_python(
            self._guarded(lambda: self._reporters[name].report(self._context, inputs))
        )

    def _split(self, flat: Any, width: Any) -> Any:
        inputs = self._jpype.JArray(self._jpype.JClass("java.lang.Object"))([flat, width])
        return self._splitter.report(self._context, inputs)

    def _global(self, name: str) -> str:
        upper = name.upper()
        known = [word.upper() for word in self.globals]
        if upper not in known:
            raise NetLogoError(f"expected a global of the model, got {name!r}{_near(upper, known)}")
        return upper


def _items(scala: Any) -> list[Any]:
    """The elements of one of Scala's collections."""
    iterator, found = scala.iterator(), []
    while iterator.hasNext():
        found.append(iterator.next())
    return found


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 3)
    return f"; did you mean {' or '.join(word.lower() for word in near)}?" if near else ""


def _inputs(procedure: Any) -> list[str]:
    """The names of a procedure's inputs; NetLogo's compiler puts some local variables after them."""
    names = [str(word) for word in _items(procedure.args())]
    return names[: len(names) - int(procedure.localsCount())]
