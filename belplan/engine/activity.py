"""Which of the companies' people ring or talk, by the facts of calls."""

from __future__ import annotations

from belplan.callevents import Answered, CallEnded, CallEvent, CallStarted, LegEnded, Ringing

Party = tuple[str, str]  # a company's key, and "user/ann"


class Activity:
    """Takes in the facts of all calls, also those of an earlier engine, and remembers only calls in progress."""

    def __init__(self) -> None:
        self._callers: dict[str, Party] = {}  # by call
        self._talking: dict[Party, set[str]] = {}  # calls and legs
        self._ringing: dict[Party, set[str]] = {}  # legs

    def talks(self, party: Party) -> bool:
        """Whether they are in a call, or place one."""
        return party in self._talking

    def rings(self, party: Party) -> bool:
        """Whether a telephone rings for them."""
        return party in self._ringing

    def see(self, fact: CallEvent) -> Party | None:
        """Take in what happened; about whom it was, if about somebody."""
        match fact:
            case CallStarted() if fact.caller_party:
                party = self._callers[fact.call] = (fact.company, fact.caller_party)
                self._talking.setdefault(party, set()).add(fact.call)
            case Ringing():
                party = (fact.company, fact.party)
                self._ringing.setdefault(party, set()).add(fact.leg)
            case Answered():
                party = (fact.company, fact.party)
                self._talking.setdefault(party, set()).add(fact.leg)
                _end(self._ringing, party, fact.leg)
            case LegEnded():
                party = (fact.company, fact.party)
                _end(self._ringing, party, fact.leg)
                _end(self._talking, party, fact.leg)
            case CallEnded() if fact.call in self._callers:
                party = self._callers.pop(fact.call)
                _end(self._talking, party, fact.call)
            case _:
                return None
        return party


def _end(calls: dict[Party, set[str]], party: Party, name: str) -> None:
    running = calls.get(party, set())
    running.discard(name)
    if not running:
        calls.pop(party, None)
