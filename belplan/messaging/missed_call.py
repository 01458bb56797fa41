"""The e-mail about a missed call: who called which number when, in the company's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

from babel.dates import format_date


@dataclass(frozen=True)
class MissedCall:
    """What is told, as people read it. `caller` is empty when withheld; `at` is in the company's time zone."""

    caller: str
    caller_name: str
    dialled: str
    plan: str
    at: datetime


@dataclass(frozen=True)
class Letter:
    """An e-mail's words."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Words:
    """One language. `subject`, `sentence`, `closing` have named places; `clock` is a strftime format."""

    locale: str
    subject: str
    sentence: str
    clock: str
    withheld: str
    number: str
    name: str
    time: str
    plan: str
    dialled: str
    closing: str


WORDS = {
    "nl": Words(
        locale="nl_BE",
        subject="Gemiste oproep van {who}",
        sentence="Je hebt op {date} om {time} een oproep gemist van {who}.",
        clock="%H:%M",
        withheld="een onbekend nummer",
        number="Nummer",
        name="Naam",
        time="Tijdstip",
        plan="Belplan",
        dialled="Gebeld nummer",
        closing="De telefooncentrale van {company}",
    ),
    "en": Words(
        locale="en_GB",
        subject="Missed call from {who}",
        sentence="You missed a call from {who} on {date} at {time}.",
        clock="%H:%M",
        withheld="a withheld number",
        number="Number",
        name="Name",
        time="Time",
        plan="Call plan",
        dialled="Number dialled",
        closing="The telephone exchange of {company}",
    ),
    # Colons, since "de" before a name or number would have to be elided now and then.
    "fr": Words(
        locale="fr_BE",
        subject="Appel manqué : {who}",
        sentence="Un appel est resté sans réponse le {date} à {time} : {who}.",
        clock="%Hh%M",
        withheld="numéro masqué",
        number="Numéro",
        name="Nom",
        time="Moment",
        plan="Plan d'appel",
        dialled="Numéro appelé",
        closing="La centrale téléphonique de {company}",
    ),
    "de": Words(
        locale="de_DE",
        subject="Verpasster Anruf von {who}",
        sentence="Ein Anruf von {who} wurde am {date} um {time} nicht angenommen.",
        clock="%H:%M Uhr",
        withheld="einer unterdrückten Nummer",
        number="Nummer",
        name="Name",
        time="Zeitpunkt",
        plan="Rufplan",
        dialled="Gewählte Nummer",
        closing="Die Telefonanlage von {company}",
    ),
}


def letter(call: MissedCall, company: str, language: str) -> Letter:
    """The e-mail in a language; one that we do not speak is written in English."""
    words = WORDS.get(language, WORDS["en"])
    who, time = _who(call, words), call.at.strftime(words.clock)
    sentence = words.sentence.format(who=who, date=format_date(call.at, "long", words.locale), time=time)
    details = [(label, value) for label, value in _details(call, words, time) if value]
    closing = words.closing.format(company=company)
    return Letter(
        subject=words.subject.format(who=who),
        text=_text(sentence, details, closing),
        html=_html(sentence, details, closing, words.locale.replace("_", "-")),
    )


def _who(call: MissedCall, words: Words) -> str:
    if not call.caller:
        return words.withheld
    return f"{call.caller_name} ({call.caller})" if call.caller_name else call.caller


def _details(call: MissedCall, words: Words, time: str) -> list[tuple[str, str]]:
    return [
        (words.number, call.caller or "-"),
        (words.name, call.caller_name),
        (words.time, f"{format_date(call.at, 'full', words.locale)}, {time}"),
        (words.dialled, call.dialled),
        (words.plan, call.plan),
    ]


def _text(sentence: str, details: list[tuple[str, str]], closing: str) -> str:
    lines = [f"{label}: {value}" for label, value in details]
    return "\n".join([sentence, "", *lines, "", closing, ""])


def _html(sentence: str, details: list[tuple[str, str]], closing: str, language: str) -> str:
    rows = "".join(
        f'<tr><th align="left" style="padding:2px 16px 2px 0">{escape(label)}</th><td>{escape(value)}</td></tr>\n'
        for label, value in details
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8"></head>\n'
        '<body style="font-family:sans-serif">\n'
        f"<p>{escape(sentence)}</p>\n<table>\n{rows}</table>\n<p>{escape(closing)}</p>\n</body></html>\n"
    )
