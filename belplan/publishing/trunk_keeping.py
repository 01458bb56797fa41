"""Lines to the outside are made, changed and removed: in force at once for engine and switch, or not at all."""

from __future__ import annotations

import ipaddress
from contextlib import nullcontext

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from belplan.exchange.models import Trunk
from belplan.publishing.arranging import arranged, free_key, still_new
from belplan.publishing.plan_keeping import Keeper
from belplan.tenancy.models import Company, note_change

FACTS = ("name", "host", "port", "addresses", "username", "register")  # never the password
LONGEST_KEY = 31


def keep_trunk(trunk: Trunk, by: Keeper) -> None:
    """Make or change one; a new one gets its key here. Raises ValidationError, by field, with nothing changed."""
    new = trunk.pk is None
    if new:
        taken = set(Trunk.objects.for_company(trunk.company).values_list("key", flat=True))
        trunk.key = free_key(trunk.name, taken, otherwise="trunk", longest=LONGEST_KEY)
    before = None if new else Trunk.objects.for_company(trunk.company).get(pk=trunk.pk)
    with still_new(trunk) if new else nullcontext(), arranged(trunk.company) as company:
        trunk.full_clean()
        _refuse_anothers(trunk)
        trunk.save()
        _note(company, f"trunk {trunk.key} {'added' if new else 'changed'}", by, before, trunk)


def remove_trunk(trunk: Trunk, by: Keeper) -> None:
    """Calls neither come nor go over it any more. Raises ValidationError where it can't be stored."""
    with arranged(trunk.company) as company:
        _note(company, f"trunk {trunk.key} removed", by, trunk, None)
        trunk.delete()


def _refuse_anothers(trunk: Trunk) -> None:
    """An address is one line's alone: what calls from it would else come to whichever company the switch finds."""
    networks = [(text, ipaddress.ip_network(text)) for text in trunk.addresses]
    for other in Trunk.everywhere.exclude(pk=trunk.pk).select_related("company"):
        for text, network in networks:
            if any(network.overlaps(ipaddress.ip_network(theirs)) for theirs in other.addresses):
                message = _("%(text)s is an address of the trunk %(name)s of %(company)s: give another one.")
                told = {"text": text, "name": other.name, "company": other.company.name}
                raise ValidationError({"addresses": message % told})


def _note(company: Company, what: str, by: Keeper, before: Trunk | None, after: Trunk | None) -> None:
    told = {"before": _facts(before), "after": _facts(after)}
    if before and after and before.secret != after.secret:
        told["after"] = {**(told["after"] or {}), "password": "changed"}
    note_change(company, who=by.who, what=what, origin=by.origin, **told)


def _facts(trunk: Trunk | None) -> dict[str, object] | None:
    return {name: getattr(trunk, name) for name in FACTS} if trunk else None
