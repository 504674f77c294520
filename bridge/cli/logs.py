"""Where log lines go and how they look: the one place that sets up Python's logging.

Every line goes to standard error, for people or as JSON, and names the run that it belongs to.
"""

import json
import logging
import os
import sys
import time
from datetime import UTC, datetime

from bridge.base.context import RUN

PER_SECOND = 20
"""Lines of one kind written in a second; a flood of bad messages is not to fill a disk."""


def set_up(verbose: int, as_json: bool) -> None:
    """Begin to log.

    Args:
        verbose: 0 for warnings, 1 for what happens, 2 for every message.
        as_json: one JSON object a line instead of text.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines() if as_json else Text())
    handler.addFilter(Ration())
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logging.basicConfig(level=level, handlers=[handler])
    os.environ.setdefault("DASK_LOGGING__DISTRIBUTED", "info" if verbose else "error")  # for workers as well


class Text(logging.Formatter):
    """`14:03:07 info [leeds-seed-1] bridge.run.coupled_run: ...`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(level)s%(run)s %(name)s: %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the traceback where there is one."""
        run = RUN.get()
        record.run, record.level = f" [{run}]" if run else "", record.levelname.lower()
        return super().format(record)


class Lines(logging.Formatter):
    """One JSON object a line: time (UTC), level, run, logger, message, and error with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The object's text, without line breaks."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "run": RUN.get(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class Ration(logging.Filter):
    """Lets through so many lines a second of each kind, and says how many it left out."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[tuple[str, str], tuple[int, int]] = {}
        """Logger and wording -> second, lines in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write the line."""
        kind, second = (record.name, str(record.msg)), int(time.monotonic())
        begun, count = self._seen.get(kind, (second, 0))
        if begun != second:
            if count > PER_SECOND:
                record.msg = f"{record.msg} (and {count - PER_SECOND} such lines left out before)"
            count = 0
        self._seen[kind] = (second, count + 1)
        return count < PER_SECOND
