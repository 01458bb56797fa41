"""The summary of last week's calls, by e-mail to the administrators who want it, once a week."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from belplan.identity.models import Account, Role
from belplan.messaging.letters import is_written, write
from belplan.records.busy_hours import BusyHours, busy_hours
from belplan.records.reports import CallFilter, Totals, find, totals

MORNING = time(6)  # on Monday, in the company's zone
ALL = 10_000_000  # calls in a week: nobody waits for the worker, so all are counted


def write_due(now: datetime) -> None:
    """Write the summaries whose Monday has come, those that a worker missed on Monday too. Raises django.db.Error."""
    wanting = Account.objects.filter(weekly_summary=True, is_active=True, company__suspended__isnull=True)
    for account in wanting.exclude(role=Role.USER).select_related("company", "person"):
        monday = _last_monday(now.astimezone(ZoneInfo(account.company.timezone)))
        once = f"weekly-{account.pk}-{monday.isoformat()}"
        if account.address and not is_written(once):
            with translation.override(account.spoken_language):
                _write(account, monday, once, now)


def _last_monday(local: datetime) -> date:
    """The Monday whose morning came last."""
    earlier = local - timedelta(hours=MORNING.hour)
    return earlier.date() - timedelta(days=earlier.weekday())


def _write(account: Account, monday: date, once: str, now: datetime) -> None:
    zone = ZoneInfo(account.company.timezone)
    first = monday - timedelta(days=7)
    since, until = (datetime.combine(day, time.min, zone) for day in (first, monday))
    calls = find(account.company, CallFilter(since=since, until=until))
    named = {"first": _day(first), "last": _day(monday - timedelta(days=1)), "company": account.company.name}
    write(
        account.company,
        to=account.address,
        subject=_("Calls from %(first)s until %(last)s") % named,
        lines=[
            *_lines(totals(calls, ALL), busy_hours(calls, zone, ALL)),
            _("You get this each week because you asked for it. Settings, Weekly summary stops it."),
            _("The telephone exchange of %(company)s") % named,
        ],
        language=account.spoken_language,
        now=now,
        once=once,
    )


def _day(day: date) -> str:
    return date_format(day, "j F")


def _lines(sums: Totals, when: BusyHours) -> list[str]:
    if not sums.calls:
        return [_("There were no calls last week.")]
    named = {"calls": sums.calls, "answered": sums.answered, "missed": sums.missed}
    told = [
        _("Calls: %(calls)d. Answered: %(answered)d. Missed: %(missed)d.") % named,
        _("Talked for %(time)s in all.") % {"time": _span(sums.talk)},
    ]
    if when.worst is None:
        return told
    day, hour = when.worst
    place = {"day": WEEKDAYS[day], "from": f"{hour}:00", "until": f"{hour + 1}:00", "missed": when.missed[when.worst]}
    return [*told, _("Most were missed on %(day)s between %(from)s and %(until)s: %(missed)d.") % place]


def _span(seconds: float) -> str:
    """Hours and minutes: 3:07."""
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours}:{minutes:02}"
