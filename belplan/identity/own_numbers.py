"""Numbers of this very platform: a code may be read out there only where the number rings its owner's own device."""

from __future__ import annotations

from django.utils.translation import gettext as _

from belplan.exchange.models import Device, Number, Person
from belplan.identity.models import Account
from belplan.publishing.models import PublishedPlanRow


def is_ours(number: str) -> bool:
    """Whether a company of this platform has the number (digits, country code first)."""
    return Number.everywhere.filter(digits=number).exists()


def rings_own_device(number: str, account: Account) -> bool:
    """Whether the number's published plan does one thing only: ring this account's person, or one of their devices.

    Any other plan, group or forward could be redirected by whoever holds the panel.
    """
    person = account.person
    row = Number.objects.for_company(account.company).filter(digits=number).select_related("plan").first()
    if person is None or row is None or row.plan is None:
        return False
    plan = PublishedPlanRow.objects.for_company(account.company).filter(key=row.plan.key).first()
    return plan is not None and _only_forwards_to(plan.tree, person)


def warning() -> str:
    """What somebody is told who chooses such a number."""
    return _(
        "This number is one of this exchange's own. When the exchange is down you cannot be called there, "
        "so add another way to prove who you are."
    )


def _only_forwards_to(tree: object, person: Person) -> bool:
    steps = tree.get("steps") if isinstance(tree, dict) and not tree.get("diversions") else None
    if not isinstance(steps, list) or not all(isinstance(step, dict) and len(step) == 1 for step in steps):
        return False  # a second entry of a step is a branch that leads elsewhere
    if len(steps) == 2 and "hang_up" in steps[1]:  # where nobody answers a plan must end
        steps = steps[:1]
    forward = steps[0].get("forward") if len(steps) == 1 else None
    if not isinstance(forward, dict):
        return False
    if forward.get("user") == person.key:
        return True
    devices = Device.objects.for_company(person.company).filter(person=person)
    return "device" in forward and devices.filter(key=forward["device"]).exists()
