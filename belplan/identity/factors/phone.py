"""A telephone, landline or mobile, that is called and told the code. Data: {"number": "32475112233"}."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumbers import PhoneNumberType

from belplan.exchange.numbering import normalise
from belplan.identity import own_numbers
from belplan.identity.factors.base import Begun, Kind, Where
from belplan.identity.models import Account, Factor
from belplan.identity.policy import NUMBER_LONGEST, NUMBER_SHORTEST
from belplan.tenancy.models import Company

# Everything else costs extra, is shared, or follows somebody around: premium, shared cost, personal, universal access.
ORDINARY = (
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
)
SHOWN = 4  # digits at the end that a masked number shows


class Phone(Kind):
    """`typed`: number, as people write it, with or without country code; name (optional)."""

    key: ClassVar[str] = "phone"
    title: ClassVar[Promise] = gettext_lazy("Telephone call")
    advice: ClassVar[Promise] = gettext_lazy("We call your landline or mobile and read the code out, twice.")
    issued: ClassVar[bool] = True
    is_backup: ClassVar[bool] = True

    def begin(self, account: Account, typed: Mapping[str, Any], where: Where) -> Begun:
        """`show` holds "warning" where the number is one of this platform's. Raises ValidationError({"number": …})."""
        number = readable_number(str(typed.get("number", "")), account.company)
        refused = refusal(number, account)
        if refused:
            raise ValidationError({"number": refused})
        if any(f.data.get("number") == number for f in account.factors.filter(kind=self.key) if f.usable):
            raise ValidationError({"number": _("You use this number already: choose another.")})
        warning = own_numbers.warning() if own_numbers.is_ours(number) else ""
        return Begun({"number": number}, str(typed.get("name", ""))[:100], {"warning": warning})

    def masked(self, factor: Factor) -> str:
        shown = factor.data["number"][-SHOWN:]
        return f"•••• {shown[:2]} {shown[2:]}"

    def refusal(self, factor: Factor) -> str:
        """The number may have become one of this platform's, or lead elsewhere, since it was set up."""
        return refusal(factor.data["number"], factor.account)

    def destination(self, factor: Factor) -> str:
        return str(factor.data["number"])


def readable_number(text: str, company: Company) -> str:
    """The number as digits with the country code. Raises ValidationError({"number": …})."""
    count = sum(c.isdecimal() for c in text)
    if not NUMBER_SHORTEST <= count <= NUMBER_LONGEST:
        message = _("A telephone number has %(least)s to %(most)s digits, and this has %(count)s: write it in full.")
        raise ValidationError({"number": message % {"least": NUMBER_SHORTEST, "most": NUMBER_LONGEST, "count": count}})
    try:
        return normalise(text, company.country)
    except ValidationError as problem:
        raise ValidationError({"number": problem}) from problem


def refusal(number: str, account: Account) -> str:
    """Why no code may be read out on this number, in a sentence; empty: it may."""
    parsed = phonenumbers.parse(f"+{number}")
    if phonenumbers.number_type(parsed) not in ORDINARY:
        return _("Codes are not read out on premium, shared-cost or special numbers: give a landline or mobile.")
    if phonenumbers.region_code_for_number(parsed) not in account.company.countries:
        return _("Your company does not allow calls to that country: give another number or ask your administrator.")
    if own_numbers.is_ours(number) and not own_numbers.rings_own_device(number, account):
        return _("That number of this exchange does not ring your own telephone directly: give another number.")
    return ""
