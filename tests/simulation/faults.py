"""What goes wrong on purpose, how often, and what does not since it cannot.

Asterisk sends the events of one channel in their order, those of two channels in any. Here any two may change places,
if they are close: an engine that stands this also stands what really comes.
"""

from __future__ import annotations

from dataclasses import dataclass

CLOSE = 0.03  # seconds: so much later a doubled or overtaken event comes at the most
REQUEST_SECONDS = 5.0  # after which the client gives a request up


@dataclass(frozen=True)
class Faults:
    """Shares of 1 where not said otherwise."""

    # of all events
    lost: float = 0.01
    doubled: float = 0.05
    reordered: float = 0.05
    # of all requests
    refused: float = 0.002  # nothing is done, and the client knows at once
    slow: float = 0.004  # done after some seconds, perhaps when the client has given it up
    unanswered: float = 0.002  # done, but the reply never comes
    repeated: float = 0.002  # sent and done twice; the second reply counts
    # how many events lie between two of these; 0: never
    crash_every: int = 200  # the engine is killed, and started anew
    cut_every: int = 1500  # the line for events breaks
    death_every: int = 5000  # Asterisk is killed, and started anew


NO_FAULTS = Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
