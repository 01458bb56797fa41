"""The functions that a user may have, each with what it costs told beside it before anything is saved."""

from __future__ import annotations

from datetime import date

from django.forms import Form
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from belplan.billing.catalogue import FUNCTIONS, Function
from belplan.billing.charges import Rate, rate_on
from belplan.billing.invoice import this_month
from belplan.billing.months import day_of
from belplan.billing.prices import rates
from belplan.exchange.models import Person
from belplan.panel.money import long_day, money

SECTION = (*(function.field for function in FUNCTIONS), "pin")  # the PIN is for signing in elsewhere


def tell_prices(form: Form, person: Person) -> None:
    """Put each function's price in the hint beside its switch."""
    known, today = rates(), day_of(person.company, timezone.now())
    for function in FUNCTIONS:
        field = form.fields[function.field]
        for told in _told(function, known.get(function.key, ()), person, today):
            field.help_text = format_html('{}<strong class="d-block">{}</strong>', field.help_text, told)


def _told(function: Function, known: tuple[Rate, ...], person: Person, today: date) -> list[str]:
    """Nothing where it is free."""
    told, rate = [], rate_on(known, today)
    if rate and getattr(person, function.field):
        told.append(_("%(price)s a month, without VAT.") % {"price": money(rate)})
    elif rate:
        month = sum(charge.cents for charge in this_month(person, function.key, today))
        text = _("%(price)s a month, without VAT, on the next invoice; for this month %(part)s.")
        told.append(text % {"price": money(rate), "part": money(month)})
    coming = [_("From %(day)s: %(price)s a month.") % _words(rate) for rate in known if rate.since > today]
    return told + coming


def _words(rate: Rate) -> dict[str, str]:
    return {"day": long_day(rate.since), "price": money(rate.cents)}
