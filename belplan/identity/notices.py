"""Tells people by e-mail what happened to their account, in their language; never a code, number or secret."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.utils import translation
from django.utils.functional import Promise

from belplan.identity.factors.base import Where
from belplan.identity.models import Account
from belplan.identity.notice_words import WORDS, Words
from belplan.messaging.letters import write


def tell(
    account: Account,
    what: str,
    where: Where,
    now: datetime,
    *,
    factor: str | Promise = "",
    until: datetime | None = None,
    link: str = "",
) -> None:
    """Write the e-mail `what` (a key of the words); an account without an address gets none."""
    if not account.address:
        return
    language = account.spoken_language if account.spoken_language in WORDS else "en"
    words = WORDS[language]
    subject, sentence = words.notices[what]
    named = {
        "login": account.login,
        "factor": _in(language, factor),
        "time": _time(now, account, words),
        "until": _time(until, account, words) if until else "",
        "from": where.address or words.nowhere,
    }
    lines = [sentence.format(**named), *([link] if link else []), words.asked if link else words.strange, words.closing]
    write(
        account.company,
        to=account.address,
        subject=subject.format(**named),
        lines=[line.format(company=account.company.name) if line is words.closing else line for line in lines],
        language=language,
        now=now,
    )


def welcome(account: Account, page: str, now: datetime) -> None:
    """Tell somebody new their username, and the page on which they ask for the link to choose a password."""
    if not account.address:
        return
    language = account.spoken_language if account.spoken_language in WORDS else "en"
    words = WORDS[language]
    subject, sentence = words.welcome
    lines = [sentence.format(login=account.login), page, words.closing.format(company=account.company.name)]
    write(account.company, to=account.address, subject=subject, lines=lines, language=language, now=now)


def _time(moment: datetime, account: Account, words: Words) -> str:
    return format_datetime(moment.astimezone(ZoneInfo(account.company.timezone)), words.clock, locale=words.locale)


def _in(language: str, title: str | Promise) -> str:
    with translation.override(language):
        return str(title)
