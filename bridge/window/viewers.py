"""Those who look: each takes frames as fast as it can draw them, and never holds the model up.

A viewer asks for the next frame when it has drawn the last. What comes in between is dropped, not queued.
"""

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any

from bridge.window.frames import Picture

MOST_WAITING = 1_000
"""Messages other than frames that wait for one viewer; a viewer that lets more come together is let go."""


class Viewer:
    """One browser; its methods but `messages` may be called from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self._lock = threading.Lock()
        self.wants_frame = True
        self.patch_version = 0
        self.drawing_version = (-1, 0)
        self.points: dict[tuple[str, str], tuple[int, int]] = {}
        """Plot and pen -> which run of points, and how many of them were sent."""
        self.closed = False

    def ready(self) -> None:
        """It has drawn what it got."""
        self.wants_frame = True

    def offer(self, picture: Picture) -> None:
        """Send a picture to one that waits for it."""
        with self._lock:
            if not self.wants_frame:
                return
            self.wants_frame = False
            content = picture.encode(self.patch_version, self.drawing_version)
            self.patch_version, self.drawing_version = picture.patch_version, picture.drawing_version
        self._put(content)

    def tell(self, kind: str, **content: Any) -> None:
        """Send a message."""
        self._put(json.dumps({"type": kind, **content}, ensure_ascii=False, default=str))

    def close(self) -> None:
        """Send nothing more."""
        self.closed = True
        self._put(None)

    async def messages(self) -> str | bytes | None:
        """The next message to send; None at the end."""
        return await self._queue.get()

    def _put(self, content: str | bytes | None) -> None:
        if self._queue.qsize() > MOST_WAITING:
            self.closed = True
            content = None
        try:
            self._loop.call_soon_threadsafe(self._queue.put_nowait, content)
        except RuntimeError:  # the loop has ended, and the viewer with it
            self.closed = True


class Audience:
    """All viewers of one model."""

    def __init__(self) -> None:
        self._viewers: list[Viewer] = []
        self._lock = threading.Lock()

    def add(self, viewer: Viewer) -> None:
        """One more looks."""
        with self._lock:
            self._viewers = [*self._viewers, viewer]

    def remove(self, viewer: Viewer) -> None:
        """One looks no more."""
        with self._lock:
            self._viewers = [one for one in self._viewers if one is not viewer]

    @property
    def viewers(self) -> list[Viewer]:
        """Those who look now."""
        return [one for one in self._viewers if not one.closed]

    @property
    def waiting(self) -> bool:
        """Whether anybody has drawn all that was sent."""
        return any(one.wants_frame for one in self.viewers)

    def tell(self, kind: str, **content: Any) -> None:
        """Send everybody a message."""
        for one in self.viewers:
            one.tell(kind, **content)

    def each(self, act: Callable[[Viewer], None]) -> None:
        """Do something for everybody."""
        for one in self.viewers:
            act(one)
