"""What this browser is being asked for: which factor, which code; kept in the session between two pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from belplan.identity import challenges
from belplan.identity.limits import Refused
from belplan.identity.models import Attempt, Challenge, Factor
from belplan.identity.policy import CODE_LIFE, RESEND_AFTER, TRIES
from belplan.identity.whereabouts import where


@dataclass(frozen=True)
class Asked:
    """A factor and the challenge sent to it; no challenge where none could be sent. `notice`: why not."""

    factor: Factor | None = None
    challenge: Challenge | None = None
    notice: str = ""
    again: datetime | None = None  # from when asking again may be worth a try

    def state(self, now: datetime) -> str:
        """none, problem, answered, spent, expired, coming (its delivery is awaited), delivered or own."""
        if self.challenge is None:
            return "none"
        if self.challenge.problem:
            return "problem"
        if self.challenge.tries >= TRIES:
            return "spent"
        if self.challenge.ends <= now or self.challenge.used:
            return "expired"
        if not self.challenge.digest:
            return "own"
        return "delivered" if self.challenge.delivered else "coming"

    def left(self, now: datetime) -> float:
        """Seconds that a delivered code is good for."""
        return max(0.0, (self.challenge.ends - now).total_seconds()) if self.challenge else 0.0

    def wait(self, now: datetime) -> float:
        """Seconds until a new code may be asked for."""
        issued = self.challenge.issued if self.challenge and self.challenge.digest else None
        moments = [moment for moment in (self.again, issued and issued + RESEND_AFTER) if moment]
        return max([0.0, *((moment - now).total_seconds() for moment in moments)])


LIFE = int(CODE_LIFE.total_seconds())
LONG = timedelta(minutes=2)  # a wait that is not worth a countdown


def ask(request: HttpRequest, attempt: Attempt, factor: Factor) -> Challenge | None:
    """Have a code sent to this factor. Refused: what was asked before stays, with the reason beside it."""
    now = timezone.now()
    try:
        challenge = challenges.issue(attempt, factor, where(request), now)
    except Refused as refused:
        _keep_earlier(request, attempt, factor, refused, now)
        return None
    _keep(request, attempt, factor, str(challenge.pk))
    return challenge


def current(request: HttpRequest, attempt: Attempt) -> Asked:
    """What this attempt was last asked for; nothing once the factor is gone."""
    kept = request.session.get(_key(attempt), {})
    if kept.get("attempt") != str(attempt.pk):
        return Asked()
    factor = attempt.account.factors.filter(pk=kept["factor"]).first()
    if factor is None:
        return Asked()
    again = datetime.fromisoformat(kept["again"]) if kept["again"] else None
    return Asked(factor, challenges.find(attempt, kept["challenge"]), kept["notice"], again)


def forget_notice(request: HttpRequest, attempt: Attempt) -> None:
    """It was shown: once is enough."""
    if kept := request.session.get(_key(attempt)):
        request.session[_key(attempt)] = {**kept, "notice": ""}


def _keep_earlier(request: HttpRequest, attempt: Attempt, factor: Factor, refused: Refused, now: datetime) -> None:
    earlier = current(request, attempt)
    again = now + refused.wait if refused.wait and refused.wait < LONG else None
    if earlier.factor and earlier.state(now) in ("coming", "delivered", "own"):
        _keep(request, attempt, earlier.factor, str(earlier.challenge and earlier.challenge.pk), str(refused), again)
    else:
        _keep(request, attempt, factor, "", str(refused), again)


def _keep(
    request: HttpRequest,
    attempt: Attempt,
    factor: Factor,
    challenge: str,
    notice: str = "",
    again: datetime | None = None,
) -> None:
    request.session[_key(attempt)] = {
        "attempt": str(attempt.pk),
        "factor": factor.pk,
        "challenge": challenge,
        "notice": notice,
        "again": again.isoformat() if again else "",
    }


def _key(attempt: Attempt) -> str:
    return f"asked_{attempt.purpose}"
