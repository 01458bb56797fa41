"""The deliverer of codes to the app. The message carries the code: nobody but that app can read it on its way."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from belplan.identity import challenges, own_factors, policy
from belplan.identity.factors.base import Delivery, DeliveryFailed
from belplan.identity.models import Factor
from belplan.identity.push import sending
from belplan.tenancy.models import note_change


class Message(msgspec.Struct, frozen=True):
    """What the app gets. `title` and `body` are for the notification; without `show` they tell nothing of the code."""

    code: str
    ends: int  # milliseconds since the epoch, as browsers count
    title: str
    body: str
    show: bool


def deliver(delivery: Delivery) -> None:
    """Push the code to the app; it counts as delivered once the push service has it. Raises DeliveryFailed."""
    now = timezone.now()
    try:
        sending.send(delivery.data, msgspec.json.encode(message(delivery, now)))
    except sending.Gone as gone:
        _switch_off(delivery.factor, now)
        raise DeliveryFailed(
            _("The app on that telephone was removed or gets no notifications. Choose another way, then link it again.")
        ) from gone
    except sending.NotSent as problem:
        raise DeliveryFailed(_("The app cannot be reached at the moment. Choose another way.")) from problem
    challenges.delivered(delivery.challenge, timezone.now())


def message(delivery: Delivery, now: datetime) -> Message:
    """The message for a code, in the person's language."""
    ends = min(delivery.ends, now + policy.CODE_LIFE)
    show = delivery.show_in_notification
    with translation.override(delivery.language):
        return Message(
            code=delivery.code,
            ends=int(ends.timestamp() * 1000),
            title=_("%(code)s is your code") % {"code": delivery.code} if show else _("There is a code for you"),
            body=_("To sign in to Belplan. Do not give it to anyone.") if show else _("Open the app to see it."),
            show=show,
        )


def _switch_off(factor_id: int, now: datetime) -> None:
    """Forget the address, but not that there was a factor: else the password alone would be enough to add another."""
    factor = Factor.objects.select_related("account__company").filter(pk=factor_id).first()
    if factor is None:
        return
    if factor.confirmed is None:
        factor.delete()
        return
    with transaction.atomic():
        Factor.objects.filter(pk=factor_id).update(switched_off=now, primary=False, data={})
        if factor.primary:
            own_factors.choose_primary(factor.account)
        note_change(
            factor.account.company, who="exchange", what="second factor switched off", origin="push", after=factor.kind
        )
