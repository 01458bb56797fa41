"""What of a company its call plans may refer to."""

from __future__ import annotations

from belplan.callplan.plan import Directory, SoundFile
from belplan.exchange.models import CallerList, Device, DraftPlan, Hours, Menu, Person, Sound
from belplan.tenancy.models import Company


def directory_of(company: Company) -> Directory:
    """By key: the names of people, devices and plans, the contents of hours and sounds."""
    return Directory(
        users=dict(Person.objects.for_company(company).values_list("key", "name")),
        devices=dict(Device.objects.for_company(company).values_list("key", "name")),
        plans=dict(DraftPlan.objects.for_company(company).filter(owner=None).values_list("key", "name")),
        hours={hours.key: hours.contents() for hours in Hours.objects.for_company(company)},
        menus={menu.key: menu.contents() for menu in Menu.objects.for_company(company)},
        callers={callers.key: callers.contents() for callers in CallerList.objects.for_company(company)},
        sounds={s.key: SoundFile(s.file, s.seconds) for s in Sound.objects.for_company(company)},
    )
