"""Turns the wish for an e-mail that a call stated into an e-mail that waits to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from belplan.callevents import CallEvent, NotificationWanted
from belplan.exchange.readable import readable
from belplan.messaging.missed_call import MissedCall, letter
from belplan.messaging.models import OutgoingMail
from belplan.tenancy.models import Company

SUBJECT = 200  # characters; a name from the network may be of any length


def promise(facts: Sequence[CallEvent]) -> None:
    """Write down the e-mails that these facts ask for; one that is written down already is left alone."""
    wanted = [fact for fact in facts if isinstance(fact, NotificationWanted)]
    companies = {c.key: c for c in Company.objects.filter(key__in={fact.company for fact in wanted})}
    mails = [_mail(fact, companies[fact.company]) for fact in wanted if fact.company in companies]
    OutgoingMail.everywhere.bulk_create(mails, ignore_conflicts=True)


def _mail(fact: NotificationWanted, company: Company) -> OutgoingMail:
    about = MissedCall(
        caller=_plain(readable(fact.caller, company.country)),
        caller_name=_plain(fact.caller_name),
        dialled=_plain(readable(fact.dialled, company.country)),
        plan=_plain(fact.plan),
        at=datetime.fromtimestamp(fact.at, ZoneInfo(company.timezone)),
    )
    words = letter(about, company.name, company.language)
    now = timezone.now()
    return OutgoingMail(
        company=company,
        call=fact.call,
        seq=fact.seq,
        to=_plain(fact.to)[:254],
        subject=_plain(words.subject)[:SUBJECT],
        text=words.text,
        html=words.html,
        language=company.language,
        made=now,
        next_try=now,
    )


def _plain(text: str) -> str:
    # Names come from the network: no line breaks that would add headers, nothing that a database refuses.
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
