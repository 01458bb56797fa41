"""Which telephones are registered at this moment, and from where, as the engine tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from belplan.engine.door import AnyRequest, AskPresence, EngineAway, Reply
from belplan.exchange.models import Device
from belplan.tenancy.models import Company


@dataclass(frozen=True)
class SignedIn:
    """One telephone. `known` is false while the engine or the switch is away; `since` is None where nobody saw when."""

    device: int  # primary key
    known: bool
    registered: bool = False
    since: datetime | None = None
    address: str = ""
    agent: str = ""


def signed_in(company: Company, devices: Sequence[Device]) -> list[SignedIn]:
    """How each of them stands, in their order."""
    ask = cast("Callable[[AnyRequest], Reply]", import_string(settings.BELPLAN_ASK_ENGINE))
    try:
        reply = ask(AskPresence(company.key, devices=tuple(device.key for device in devices)))
    except EngineAway:
        reply = Reply(problem="the engine is away")
    return [_one(device, reply) for device in devices]


def _one(device: Device, reply: Reply) -> SignedIn:
    found = reply.devices.get(device.key)
    if found is None:  # also of a telephone that the engine is only about to know
        return SignedIn(device.pk, known=False)
    since = datetime.fromtimestamp(found.since, UTC) if found.since else None
    return SignedIn(device.pk, True, found.registered, since, found.address, found.agent[:60])
