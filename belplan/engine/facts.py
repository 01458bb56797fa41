"""Numbers and stamps the facts of one call, in the order in which they happen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from belplan.callevents import CallEvent

Sink = Callable[[CallEvent], None]
Clock = Callable[[], float]  # seconds since the epoch, UTC


class Facts:
    """Emits one call's facts to the journal and to whoever watches."""

    def __init__(self, call: str, company: str, node: str, clock: Clock, sink: Sink, last: int = 0) -> None:
        self.call = call
        self._company = company
        self._node = node
        self._clock = clock
        self._sink = sink
        self._seq = last  # the number of the newest fact, of an earlier engine perhaps

    def emit(self, kind: Callable[..., CallEvent], **details: Any) -> None:
        """Emit a fact of this kind, now."""
        self._seq += 1
        self._sink(
            kind(call=self.call, seq=self._seq, at=self._clock(), company=self._company, node=self._node, **details)
        )
