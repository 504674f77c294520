"""Makes runs one after the other here, or side by side in processes of their own.

Results are handed on in the order in which runs end. A worker keeps its workspace from run to run. One that
dies is replaced, and the run it had is reported as failed.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from netlogo.behaviorspace.experiment import Experiment, ExperimentError, Settings
from netlogo.behaviorspace.run_result import RunResult, field_of
from netlogo.behaviorspace.runner import Options, Runner

Task = tuple[int, Settings]


def results_in_turn(runner: Runner, tasks: Iterable[Task]) -> Iterator[RunResult]:
    """Make the runs in this process."""
    for number, settings in tasks:
        yield runner.run(number, settings)


def results_side_by_side(
    model: str | Path, experiment: Experiment, options: Options, tasks: Iterable[Task], processes: int
) -> Iterator[RunResult]:
    """Make the runs in so many processes; closing the iterator ends them."""
    waiting = iter(tasks)
    busy: dict[Connection, tuple[_Worker, Task]] = {}
    workers: list[_Worker] = []
    try:
        for task in waiting:
            worker = _Worker(model, experiment, options)
            workers.append(worker)
            worker.connection.send(task)
            busy[worker.connection] = worker, task
            if len(workers) >= processes:
                break
        while busy:
            for connection in wait(list(busy)):
                assert isinstance(connection, Connection)
                worker, task = busy.pop(connection)
                try:
                    yield connection.recv()
                except (EOFError, OSError):
                    yield _lost(task, worker)
                    worker.stop()
                    workers.remove(worker)
                    worker = _Worker(model, experiment, options)
                    workers.append(worker)
                following = next(waiting, None)
                if following is not None:
                    worker.connection.send(following)
                    busy[worker.connection] = worker, following
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """A process with one workspace, and the connection to it."""

    def __init__(self, model: str | Path, experiment: Experiment, options: Options) -> None:
        os.environ["PYTHONSAFEPATH"] = "1"  # workers look for no modules in the working folder
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=_work, args=(theirs, model, experiment, options), daemon=True
        )
        self.process.start()
        theirs.close()

    def stop(self) -> None:
        """End the process."""
        self.connection.close()
        self.process.terminate()
        self.process.join()


def _work(connection: Connection, model: str | Path, experiment: Experiment, options: Options) -> None:
    """What a worker does: run after run, until the other side closes the connection."""
    runner = Runner(model, experiment, options)
    try:
        while True:
            number, settings = connection.recv()
            connection.send(runner.run(number, settings))
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return


def _lost(task: Task, worker: _Worker) -> RunResult:
    number, settings = task
    worker.process.join(5)
    code = worker.process.exitcode
    if code == 1 and number <= 1:
        raise ExperimentError(
            "expected the worker processes to start, got one that failed at once; see its error above"
        )
    result = RunResult(number, [field_of(value) for _, value in settings], end="error")
    result.errors.append(f"the process that made this run ended with code {code}")
    return result
