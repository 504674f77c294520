"""The time of day, which no result depends on: for manifests and the status of services."""

from datetime import UTC, datetime


def now() -> str:
    """The wall-clock time, UTC to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
