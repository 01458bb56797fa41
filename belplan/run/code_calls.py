"""Sign-in codes by telephone: the engine is asked to call, and the call's facts tell what became of it.

The code travels in memory and over the engine's own door alone; nothing writes it down.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.callevents import CallEnded, CallEvent, Outcome, ReadOut
from belplan.engine import door
from belplan.engine.placing import Order
from belplan.identity import challenges, own_numbers
from belplan.identity.factors.base import Delivery, DeliveryFailed
from belplan.identity.models import Account, Challenge
from belplan.run import environment
from belplan.speech import code_call

PREFIX = "code-"  # of the ids of these calls; the challenge's follows
HEARD_IN_PART = gettext_lazy("The call ended before the whole code was read. Ask for a new code.")
NOT_HEARD = {
    Outcome.ANSWERED: HEARD_IN_PART,
    Outcome.BUSY: gettext_lazy("Your telephone was busy. Ask for a new code, or choose another way."),
    Outcome.NO_ANSWER: gettext_lazy("Nobody answered the call. Ask for a new code, or choose another way."),
    Outcome.REFUSED: gettext_lazy("The call was refused. Choose another way, or ask your administrator."),
}
NO_WAY_THERE = gettext_lazy("Your telephone could not be reached. Choose another way.")


def place(delivery: Delivery) -> None:
    """Have the code read out over the telephone. Raises DeliveryFailed."""
    request = door.PlaceCall(delivery.company, order_of(delivery, _party(delivery)))
    try:
        reply = door.ask(environment.read().door, request)
    except door.EngineAway as away:
        raise DeliveryFailed(_("Calls cannot be made at the moment. Choose another way.")) from away
    if reply.problem:
        raise DeliveryFailed(_("Calls cannot be made at the moment. Choose another way."))


def order_of(delivery: Delivery, to: str) -> Order:
    """What the engine is to do: ring, perhaps ask for a key, read twice."""
    return Order(
        call=f"{PREFIX}{delivery.challenge}",
        to=to,
        language=delivery.language,
        readings=code_call.readings(delivery.code),
        ask_key=code_call.ASK_KEY if delivery.press_key_first else "",
        ring_seconds=delivery.ring.total_seconds(),
        talk_seconds=delivery.talk.total_seconds(),
    )


def _party(delivery: Delivery) -> str:
    """Whom to ring. A number of this platform never goes by its plan, which may have changed: its owner is rung."""
    number: str = delivery.data["number"]
    if not own_numbers.is_ours(number):
        return number
    account = Account.objects.select_related("person", "company").get(pk=delivery.account)
    if account.person is None or not own_numbers.rings_own_device(number, account):
        raise DeliveryFailed(_("This number does not ring your own telephone any more. Choose another way."))
    return f"user/{account.person.key}"


def follow(facts: Sequence[CallEvent]) -> None:
    """Tell challenges what became of their calls: a listener to the journal, in the transaction that reads it."""
    for fact in facts:
        if challenge := _challenge(fact.call):
            _tell(challenge, fact)


def _challenge(call: str) -> UUID | None:
    """Of whose code a call is; an id that is not ours must not hold up the journal."""
    try:
        return UUID(call.removeprefix(PREFIX)) if call.startswith(PREFIX) else None
    except ValueError:
        return None


def _tell(challenge: UUID, fact: CallEvent) -> None:
    match fact:
        case ReadOut(times=1):
            challenges.delivered(challenge, datetime.fromtimestamp(fact.at, UTC))
        case CallEnded(outcome=outcome):
            row = Challenge.objects.filter(pk=challenge, delivered=None).select_related("account__company").first()
            if row:
                account = row.account
                with translation.override(account.language or account.spoken_language):
                    challenges.not_delivered(challenge, str(NOT_HEARD.get(outcome, NO_WAY_THERE)))
