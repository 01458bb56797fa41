"""How the phonebook names what stands in it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belplan.exchange.phonebook import Kind

KIND_NAMES: dict[Kind, Promise] = {
    "person": _("Colleagues"),
    "plan": _("Call plans"),
    "contact": _("Contacts"),
}
