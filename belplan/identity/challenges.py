"""Codes: asked for, delivered, tried, once right and never again. The rules hold for every kind of factor alike."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from belplan.identity import attempts, gates, limits, outcomes, policy
from belplan.identity.factors.base import Deliverer, Delivery, DeliveryFailed, Kind, Where
from belplan.identity.factors.catalogue import kind as kind_of
from belplan.identity.limits import Refused
from belplan.identity.models import Account, Attempt, Challenge, Factor, Failure
from belplan.identity.vault import digest, same
from belplan.tenancy.models import LANGUAGES

log = logging.getLogger(__name__)

NONCE_BYTES = 32
SPOKEN = {code for code, _name in LANGUAGES}


@dataclass(frozen=True)
class Verdict:
    """What became of an answer. `reason`: right, wrong, malformed, spent, expired, locked or address; `left`: tries
    left of this code; `message`: a sentence for the person, empty when right."""

    right: bool
    reason: str
    left: int = 0
    message: str = ""


def issue(attempt: Attempt, factor: Factor, where: Where, now: datetime) -> Challenge:
    """Ask for an answer from this factor; the code of an issued kind is then on its way.

    A kind whose answer the person has already gets the same challenge again while it is good. Raises Refused, or
    NotProved when the attempt is over.
    """
    kind = kind_of(factor.kind)
    _require_may_ask(attempt, factor, now)
    destination = digest("destination", kind.destination(factor)) if kind.destination(factor) else ""
    with gates.held(*_gates(attempt.account, where), f"number:{destination}" if destination else ""):
        limits.refuse_try(attempt.account, kind, where, now)
        if not kind.issued:
            return _open(attempt, factor, now) or _own(attempt, factor, where, now)
        if refusal := kind.refusal(factor):
            raise Refused("refused", refusal)
        limits.refuse_issue(attempt, destination, where, now)
        challenge, code = _drawn(attempt, factor, destination, where, now)
    _deliver(kind, factor, challenge, code, now)
    return challenge


def find(attempt: Attempt, challenge: UUID | str) -> Challenge | None:
    """A challenge of this attempt, as it is now; no other attempt's."""
    try:
        return (
            Challenge.objects.select_related("factor__account")
            .filter(attempt=attempt, pk=str(UUID(str(challenge))))
            .first()
        )
    except ValueError:
        return None


def answer(attempt: Attempt, challenge: UUID | str, typed: str, where: Where, now: datetime) -> Verdict:
    """Judge an answer. Five per code are judged, however many come at once; the right one is right once.

    Raises NotProved, or Refused when the factor was switched off meanwhile.
    """
    asked = find(attempt, challenge)
    if asked is None or asked.factor is None:
        return _verdict("expired")
    _require_may_ask(attempt, asked.factor, now)
    kind = kind_of(asked.factor.kind)
    typed = typed.strip() if kind.key == "passkey" else "".join(typed.split())
    if _malformed(asked, kind, typed):
        return _verdict("malformed", policy.TRIES - asked.tries, _digits(asked, kind))
    try:
        failure = _take(asked, kind, where, now)
    except Refused as refused:
        return Verdict(False, refused.reason, message=str(refused))
    if failure is None:
        return _why_not(asked, now)
    if _is_right(asked, asked.factor, kind, typed, where, now) and outcomes.accept(asked, failure, where, now):
        return Verdict(True, "right")
    outcomes.reject(asked, where, now)
    asked.refresh_from_db()
    left = policy.TRIES - asked.tries
    return _verdict("wrong" if left else "spent", left)


def delivered(challenge: UUID | str, at: datetime) -> None:
    """The code is with the person from this moment: thirty seconds are left, and never more than 120 from issue."""
    row = Challenge.objects.filter(pk=challenge, delivered=None).first()
    if row:
        ends = min(row.issued + policy.CODE_LIFE_MOST, at + policy.CODE_LIFE)
        Challenge.objects.filter(pk=challenge, delivered=None).update(delivered=at, ends=ends)


def not_delivered(challenge: UUID | str, problem: str) -> None:
    """The code did not and will not reach the person: it is dead, and the page may say why and offer other factors."""
    dead = Challenge.objects.filter(pk=challenge, delivered=None, problem="")
    dead.update(problem=problem[:200] or _("The code could not be delivered."), ends=F("issued"))


def _gates(account: Account, where: Where) -> tuple[str, str]:
    return f"account:{account.pk}", f"network:{where.network}" if where.network else ""


def _require_may_ask(attempt: Attempt, factor: Factor, now: datetime) -> None:
    attempts.require_live(attempt, now)
    if factor.account_id != attempt.account_id:
        raise Refused("refused", _("That is not one of your ways to sign in: choose another."))
    if factor.confirmed is None:
        attempts.require_may_set_up(attempt, now)
    elif not factor.usable:
        raise Refused("refused", _("This way was switched off after too many wrong codes: choose another."))


def _open(attempt: Attempt, factor: Factor, now: datetime) -> Challenge | None:
    live = Challenge.objects.filter(attempt=attempt, factor=factor, used=None, ends__gt=now, tries__lt=policy.TRIES)
    return live.first()


def _own(attempt: Attempt, factor: Factor, where: Where, now: datetime) -> Challenge:
    earlier = Challenge.objects.filter(attempt=attempt, factor=factor).count()
    if earlier >= policy.ISSUES_A_SIGN_IN:
        raise Refused("sign_in", _("Too many tries in this sign-in: begin again with your password."))
    return _make(attempt, factor, where, now, ends=now + policy.OWN_CODE_LIFE)


def _drawn(attempt: Attempt, factor: Factor, destination: str, where: Where, now: datetime) -> tuple[Challenge, str]:
    """A new code; earlier ones of this attempt are good no longer."""
    Challenge.objects.filter(attempt=attempt, used=None).exclude(digest="").update(used=now)
    digits = attempt.account.company.code_length
    code = f"{secrets.randbelow(10**digits):0{digits}}"
    nonce = secrets.token_hex(NONCE_BYTES)
    kept = {"nonce": nonce, "digest": digest("code", nonce, code), "digits": digits, "destination": destination}
    return _make(attempt, factor, where, now, ends=now + policy.CODE_LIFE_MOST, **kept), code


def _make(attempt: Attempt, factor: Factor, where: Where, now: datetime, **fields: object) -> Challenge:
    fields.setdefault("nonce", secrets.token_hex(NONCE_BYTES))
    return Challenge.objects.create(
        attempt=attempt, account=attempt.account, factor=factor, network=where.network, issued=now, **fields
    )


def _deliver(kind: Kind, factor: Factor, challenge: Challenge, code: str, now: datetime) -> None:
    account = factor.account
    delivery = Delivery(
        challenge=str(challenge.pk),
        account=account.pk,
        factor=factor.pk,
        data=factor.data,
        code=code,
        language=account.spoken_language if account.spoken_language in SPOKEN else "en",
        company=account.company.key,
        ends=challenge.ends,
        show_in_notification=account.company.push_shows_code,
        press_key_first=account.company.press_key_before_code,
        ring=policy.RING,
        talk=policy.TALK,
    )
    try:
        cast("Deliverer", import_string(settings.BELPLAN_CODE_DELIVERERS[kind.key]))(delivery)
    except DeliveryFailed as problem:
        not_delivered(challenge.pk, str(problem))
        raise Refused("undelivered", str(problem)) from problem


def _malformed(asked: Challenge, kind: Kind, typed: str) -> bool:
    """What cannot be a code is a slip, not a guess."""
    if not typed:
        return True
    digits = _digits(asked, kind)
    return bool(digits) and not (len(typed) == digits and typed.isascii() and typed.isdecimal())


def _digits(asked: Challenge, kind: Kind) -> int:
    """How many digits the answer has; 0: it is no number."""
    return asked.digits or kind.digits


def _take(asked: Challenge, kind: Kind, where: Where, now: datetime) -> Failure | None:
    """Take one of the five tries, counted as a failure until it proves right. None: there is none to take."""
    with gates.held(*_gates(asked.account, where)):
        limits.refuse_try(asked.account, kind, where, now)
        good = Challenge.objects.filter(pk=asked.pk, used=None, ends__gt=now, tries__lt=policy.TRIES)
        if not good.update(tries=F("tries") + 1):
            return None
        return Failure.objects.create(account=asked.account, factor=asked.factor, network=where.network, at=now)


def _is_right(asked: Challenge, factor: Factor, kind: Kind, typed: str, where: Where, now: datetime) -> bool:
    if kind.issued:
        return same(asked.digest, digest("code", asked.nonce, typed))
    return kind.check(factor, asked, typed, where, now)


def _why_not(asked: Challenge, now: datetime) -> Verdict:
    asked.refresh_from_db()
    return _verdict("spent" if asked.tries >= policy.TRIES and asked.used is None else "expired")


def _verdict(reason: str, left: int = 0, digits: int = 0) -> Verdict:
    if reason == "wrong":
        message = ngettext(
            "That code isn't right. %(count)s try left.", "That code isn't right. %(count)s tries left.", left
        ) % {"count": left}
    elif reason == "malformed" and not digits:
        message = _("Give the whole code.")
    elif reason == "malformed":
        message = _("Type the %(count)s digits of the code.") % {"count": digits}
    elif reason == "spent":
        message = _("That was the fifth wrong code. Ask for a new code.")
    else:
        message = _("This code is no longer valid. Ask for a new code.")
    return Verdict(False, reason, left, message)
