"""Runs compiled NetLogo code on a workspace's own thread and waits for it, open to Ctrl-C.

Here is all that goes below NetLogo's controlling API: waiting in slices, so that Python can act on a signal,
and calling a compiled procedure with Java values instead of source text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from netlogo.errors import HaltError, LogoError
from netlogo.jvm.machine import deaths

SLICE = 100
"""Milliseconds after which a waiting thread looks up: is it interrupted, does NetLogo still live."""
REMOVED = 2
"""NetLogo's state of a job that has ended."""


class Jobs:
    """The job thread of one headless workspace."""

    def __init__(self, jpype: Any, workspace: Any, interrupted: Callable[[], bool]) -> None:
        """`interrupted` is asked while a job runs and before it starts."""
        self._synchronized = jpype.synchronized
        self._workspace = workspace
        self._manager = workspace.jobManager
        self._owner = workspace.defaultOwner()
        self._random = self._owner.random()
        self._observer = workspace.world().observer()
        self._observers = workspace.world().observers()
        self._interrupted = interrupted
        self._deaths = len(deaths())
        self._new_context = jpype.JClass("org.nlogo.nvm.Context")
        self._new_activation = jpype.JClass("org.nlogo.nvm.Activation")
        self._new_job = jpype.JClass("org.nlogo.nvm.ConcurrentJob")
        self._exception = jpype.JClass("java.lang.Exception")
        self._array = jpype.JArray(jpype.JClass("java.lang.Object"))
        nothing = workspace.compileCommands("")
        self._carrier = self._manager.makeConcurrentJob(self._owner, self._observers, workspace, nothing)
        self._caller = self._new_activation(nothing, None, 0)
        """Where a called procedure returns to: a command line that does nothing, and so ends."""

    def run(self, procedure: Any, agents: Any = None) -> Any:
        """Run a compiled command line or reporter; the finished job's `result` may be a Java exception."""
        everybody = self._observers if agents is None else agents
        return self._finish(
            self._manager.makeConcurrentJob(self._owner, everybody, self._workspace, procedure)
        )

    def call(self, procedure: Any, size: int, inputs: Sequence[Any], then: Any = None) -> Any:
        """Run a command procedure of the model as the observer, with Java values as its inputs.

        Args:
            procedure: compiled.
            size: how many places it needs: for its inputs, which come first, and for variables of its own.
            inputs: Java values.
            then: a compiled command line to go on with after the procedure, in the same job.
        """
        caller = self._caller if then is None else self._new_activation(then, None, 0)
        values = self._array([*inputs, *[None] * (size - len(inputs))])
        context = self.context(self._new_activation(procedure, caller, values, 0))
        return self._finish(
            self._new_job(self._owner, self._observers, procedure, 0, context, self._workspace, self._random)
        )

    def context(self, activation: Any = None) -> Any:
        """A context in which the observer runs, as an anonymous procedure needs it."""
        start = self._caller if activation is None else activation
        return self._new_context(self._carrier, self._observer, 0, start, self._workspace)

    def halt(self) -> None:
        """Stop what runs."""
        self._workspace.halt()

    def _finish(self, job: Any) -> Any:
        if self._interrupted():
            raise HaltError("the run was stopped")
        try:
            self._manager.addJob(job, False)
            while not self._ended(job):
                if len(deaths()) > self._deaths:
                    raise LogoError(f"NetLogo's thread died: {deaths()[-1]}; more memory may help (-Xmx)")
                if self._interrupted():
                    raise HaltError("the run was stopped")
        except LogoError:
            raise
        except BaseException:  # KeyboardInterrupt above all: no job may go on behind its caller's back
            self.halt()
            self._workspace.clearLastLogoException()
            raise
        return job

    def _ended(self, job: Any) -> bool:
        """Wait for at most a slice; NetLogo tells the job's lock when the job is over."""
        with self._synchronized(job):
            if job.state == REMOVED:
                return True
            job.wait(SLICE)
            return bool(job.state == REMOVED)

    def failure(self, job: Any) -> Any:
        """The Java exception that a finished job ended in, or None."""
        result = job.result
        if not isinstance(result, self._exception):
            result = self._workspace.lastLogoException()  # of agents who took turns
            if result is None:
                return None
        self._workspace.clearLastLogoException()
        return result
