"""Times as the model counts them: whole minutes since 1970-01-01, naive local time.

Apart because the neworder model and recorded crimes obey the same rules about windows without sharing
anything else.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from microsim.errors import MicrosimError

EPOCH = datetime(1970, 1, 1)
MINUTE = timedelta(minutes=1)


def minutes(time: datetime) -> int:
    """Whole minutes since 1970-01-01 00:00."""
    return (time - EPOCH) // MINUTE


def require_minute(time: datetime, what: str) -> None:
    """Refuse a time with a zone or with seconds, because data and output know neither."""
    if time.tzinfo is not None or time.second or time.microsecond:
        raise MicrosimError(
            f"expected {what} as local time without a zone, in whole minutes, got {time.isoformat()!r}"
        )


def require_span(start: datetime, end: datetime | None) -> None:
    """Refuse a run whose bounds are no whole minutes or whose end is not after its start."""
    require_minute(start, "start")
    if end is not None:
        require_minute(end, "end")
        if end <= start:
            raise MicrosimError(f"expected an end after the start {start}, got {end}")


def require_window(now: datetime, until: datetime, end: datetime | None) -> None:
    """Refuse a window that is empty, goes back, or passes the end of the run."""
    require_minute(until, "until")
    if until <= now:
        raise MicrosimError(f"expected a time after {now}, got {until}; the model does not go back")
    if end is not None and until > end:
        raise MicrosimError(f"expected a time up to the end of the run, {end}, got {until}")
