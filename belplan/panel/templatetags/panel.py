"""What templates need beyond Django's own: phrases, readable numbers, icons, built files, addresses with filters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import RequestContext
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language

from belplan.callevents import Phrase
from belplan.exchange.models import Person
from belplan.exchange.readable import readable as as_written
from belplan.panel import built
from belplan.panel.icons import ICONS
from belplan.panel.money import long_day
from belplan.panel.money import money as as_money
from belplan.panel.names import Names
from belplan.panel.step_numbers import step_number
from belplan.tenancy.models import Company

register = template.Library()


register.filter(step_number)


@register.filter
def sentence(phrase: Phrase, known: Names) -> str:
    """A phrase in the reader's language, with names for keys."""
    return known.sentence(phrase)


@register.filter
def party(value: str, known: Names) -> str:
    """A telephone or a number as people call it."""
    return known.party(value)


@register.filter
def readable(number: str, company: Company) -> str:
    """A stored number as people of this company write it."""
    return as_written(number, company.country)


@register.filter
def seconds(value: float) -> str:
    """A moment of a call or how long it took: 75.2 → 1:15."""
    minutes, rest = divmod(round(value), 60)
    return f"{minutes}:{rest:02}"


@register.filter
def day(value: datetime) -> str:
    """A short date in the reader's language and the company's zone; the year only where it is another than now's."""
    local = localtime(value)
    month = "b" if get_language() in ("nl", "fr") else "M"  # where months are written small
    year = "" if local.year == localtime().year else " Y"
    return date_format(local, f"D j {month}{year}")


@register.filter
def euros(cents: int) -> str:
    """An amount of whole cents in the reader's language: € 2,50."""
    return as_money(cents)


@register.filter
def calendar_day(value: date) -> str:
    """A day with its year, whatever the zone: 1 december 2026."""
    return long_day(value)


@register.filter
def clock(value: datetime) -> str:
    """Hours and minutes in the company's zone."""
    return date_format(localtime(value), "H:i")


@register.simple_tag
def built_file(name: str) -> str:
    """The address of a built style sheet or script."""
    return built.address(name)


@register.simple_tag
def icon(name: str, css: str = "icon") -> SafeString:
    """A drawing beside a word; hidden from screen readers, which have the word."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        css,
        ICONS[name],
    )


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changes: Any) -> str:
    """This page's address with some filters changed; an empty value leaves a filter out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("panel/field.html")
def field(bound: BoundField, css: str = "") -> dict[str, Any]:
    """A field with its label, its hint, and its error beside it."""
    return {"field": bound, "css": css}


@register.inclusion_tag("panel/photo.html")
def photo(person: Person, css: str = "") -> dict[str, Any]:
    """Somebody's photo beside their name, or their initials; hidden from screen readers, which have the name."""
    words = person.name.split()
    initials = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
    return {"person": person, "css": css, "initials": initials}
