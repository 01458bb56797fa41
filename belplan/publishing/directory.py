"""What of a company its call plans may refer to."""

from __future__ import annotations

from belplan.callplan.plan import Directory, SoundFile
from belplan.exchange.models import CallerList, Device, DraftPlan, Hours, Menu, Person, Sound
from belplan.exchange.named_rows import keys_and_names
from belplan.tenancy.models import Company


def directory_of(company: Company) -> Directory:
    """By key: the names of people, devices and plans, the contents of hours and sounds."""
    names: dict[str, dict[str, str]] = {"users": {}, "devices": {}, "plans": {}}
    rows = {
        "users": Person.objects.for_company(company),
        "devices": Device.objects.for_company(company),
        "plans": DraftPlan.objects.for_company(company).filter(owner=None),
    }
    for kind, key, name in keys_and_names(rows):
        names[kind][key] = name
    return Directory(
        users=names["users"],
        devices=names["devices"],
        plans=names["plans"],
        hours={hours.key: hours.contents() for hours in Hours.objects.for_company(company)},
        menus={menu.key: menu.contents() for menu in Menu.objects.for_company(company)},
        callers={callers.key: callers.contents() for callers in CallerList.objects.for_company(company)},
        sounds={s.key: SoundFile(s.file, s.seconds) for s in Sound.objects.for_company(company)},
    )
