"""The Java machine of this process: started once, with NetLogo's own jars only, and ended without waiting.

Apart from the workspace because a process can have one machine in its life, whichever workspace asks first.
"""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netlogo.jvm.finder import Installation, Java, find_java
from netlogo.jvm.unavailable import NetLogoUnavailable

log = logging.getLogger(__name__)

WORKSPACE_CLASS = "org.nlogo.headless.HeadlessWorkspace"


@dataclass(frozen=True, slots=True)
class Start:
    """What a Java machine is started with."""

    library: Path
    class_path: tuple[str, ...]
    options: tuple[str, ...]
    asked: tuple[str, ...]
    """Those of the options that the caller asked for."""


@dataclass(slots=True)
class _State:
    """What this process's machine was started with, what to close at its end, which threads died."""

    start: Start | None = None
    closing: dict[int, Callable[[], None]] = field(default_factory=dict)
    deaths: list[str] = field(default_factory=list)
    handlers: list[Any] = field(default_factory=list)


_STATE = _State()


def start(installation: Installation, options: Sequence[str] = ()) -> None:
    """Start the Java machine, or make sure that the one of this process is the one asked for.

    Args:
        installation: whose jars go on the class path.
        options: further options of the machine, such as "-Xmx4g".

    Raises:
        NetLogoUnavailable: JPype or Java is missing, Java does not start, or a machine with other options or
            without NetLogo runs in this process already.
    """
    jpype = import_jpype()
    if jpype.isJVMStarted():
        _check_running(jpype, installation, tuple(options))
        return
    wanted = _plan(installation, find_java(installation.home), tuple(options))
    jpype.config.destroy_jvm = False  # waiting for NetLogo's threads would keep the process alive
    try:
        jpype.startJVM(
            *wanted.options, jvmpath=str(wanted.library), classpath=list(wanted.class_path), interrupt=False
        )
        jpype.JClass(WORKSPACE_CLASS)
    except Exception as error:  # JPype raises many kinds, from OSError to Java's own
        raise NetLogoUnavailable(
            f"NetLogo {installation.version} did not start on the Java machine {str(wanted.library)!r}"
            f" ({str(error).splitlines()[0]}); NetLogo 6.4 and 7 need Java 17 or later, set JAVA_HOME to one"
        ) from error
    _STATE.start = wanted
    _quieten(jpype)
    atexit.register(_close_all)  # runs before JPype's own, which was registered when it was imported
    log.info("started %s with NetLogo %s", wanted.library, installation.version)


def import_jpype() -> Any:
    """The package JPype, imported when it is first needed.

    Raises:
        NetLogoUnavailable: it is not installed.
    """
    try:
        import jpype
        import jpype.config
    except ImportError as error:
        raise NetLogoUnavailable(
            "expected the package jpype1 for real NetLogo, got none; install it with"
            " 'pip install jpype1', or use the embedded engine"
        ) from error
    return jpype


def at_exit(key: int, close: Callable[[], None] | None) -> None:
    """Have something closed when the process ends; None takes it back."""
    if close is None:
        _STATE.closing.pop(key, None)
    else:
        _STATE.closing[key] = close


def deaths() -> list[str]:
    """What ended threads of the machine that should not have ended, such as a lack of memory."""
    return _STATE.deaths


def _plan(installation: Installation, java: Java, options: tuple[str, ...]) -> Start:
    fixed = [
        "-Xrs",  # signals such as Ctrl-C stay Python's
        "-Djava.awt.headless=true",
        "-Dorg.nlogo.preferHeadless=true",
        "-Dfile.encoding=UTF-8",
        "-XX:+UseSerialGC",  # one model, one thread: the smallest memory and start
    ]
    if java.version >= 22:
        fixed.append("--enable-native-access=ALL-UNNAMED")
    if java.version >= 24:
        fixed.append("--sun-misc-unsafe-memory-access=allow")  # Scala's library uses it
    if installation.extensions is not None:
        fixed.append(f"-Dnetlogo.extensions.dir={installation.extensions}")
    return Start(java.library, tuple(map(str, installation.jars)), (*fixed, *options), options)


def _check_running(jpype: Any, installation: Installation, options: tuple[str, ...]) -> None:
    begun = _STATE.start
    if begun is None:
        try:
            jpype.JClass(WORKSPACE_CLASS)
        except TypeError as error:
            raise NetLogoUnavailable(
                "expected to start the Java machine with NetLogo's jars, got a process whose machine was"
                " started by other code without them; open NetLogo first, or use another process"
            ) from error
        return
    jars = tuple(map(str, installation.jars))
    if jars != begun.class_path:
        raise NetLogoUnavailable(
            f"expected NetLogo of {begun.class_path[0]!r}, which this process runs already, got {jars[0]!r};"
            " a process can run one NetLogo, use another process for the other"
        )
    if options and options != begun.asked:
        raise NetLogoUnavailable(
            f"expected the options {list(begun.asked)} that this process's Java machine was started with, got"
            f" {list(options)}; a process can start one Java machine, ask for all options the first time"
        )


def _quieten(jpype: Any) -> None:
    """Keep Java's stack traces off the screen; what they say goes to the log."""
    exceptions = jpype.JClass("org.nlogo.api.Exceptions")

    def handle(error: Any) -> None:
        log.warning("NetLogo: %s", error)

    def died(thread: Any, error: Any) -> None:
        _STATE.deaths.append(str(error))

    _STATE.handlers = [
        jpype.JProxy("org.nlogo.api.Exceptions$Handler", dict={"handle": handle}),
        jpype.JProxy("java.lang.Thread$UncaughtExceptionHandler", dict={"uncaughtException": died}),
    ]
    exceptions.setHandler(_STATE.handlers[0])
    jpype.JClass("java.lang.Thread").setDefaultUncaughtExceptionHandler(_STATE.handlers[1])
    stream = jpype.JClass("java.io.OutputStream").nullOutputStream()
    jpype.JClass("java.lang.System").setErr(jpype.JClass("java.io.PrintStream")(stream))


def _close_all() -> None:
    """End every workspace, then every way from Java into Python, which is about to end."""
    for close in list(_STATE.closing.values()):
        close()
    jpype = import_jpype()
    jpype.JClass("java.lang.Thread").setDefaultUncaughtExceptionHandler(None)
    exceptions = jpype.JClass("org.nlogo.api.Exceptions")
    exceptions.setHandler(exceptions.defaultHandler())
    jpype.JClass("org.jpype.ref.JPypeReferenceQueue").getInstance().stop()
