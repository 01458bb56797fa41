"""How Asterisk's causes (ITU-T Q.850) and SIP statuses say how a leg ended, and which cause says it to a telephone."""

from __future__ import annotations

from belplan.callevents import Ending

CAUSES = {
    Ending.HUNG_UP: 16,
    Ending.BUSY: 17,
    Ending.NO_ANSWER: 19,
    Ending.REFUSED: 21,
    Ending.UNREACHABLE: 20,
    Ending.ELSEWHERE: 26,
    Ending.CANCELLED: 16,
}

_BY_SIP_STATUS = {
    486: Ending.BUSY,
    600: Ending.BUSY,
    403: Ending.REFUSED,
    603: Ending.REFUSED,
    607: Ending.REFUSED,  # RFC 8197
    608: Ending.REFUSED,  # RFC 8688
}
_BY_CAUSE = {17: Ending.BUSY, 21: Ending.REFUSED, 26: Ending.ELSEWHERE}
_RANG_OUT = {18, 19}


def outgoing_ending(cause: int, status: int, rang: bool) -> Ending:
    """How a leg that we rang and that never answered came to its end, when it was not we who ended it.

    `cause` is of Q.850, `status` of SIP or 0. Without ringing before, "no answer" means that nobody was there at all.
    """
    if known := _BY_SIP_STATUS.get(status) or _BY_CAUSE.get(cause):
        return known
    return Ending.NO_ANSWER if rang and cause in _RANG_OUT else Ending.UNREACHABLE
