"""Numbers as people write them: external ones made uniform, extensions kept off numbers that others need."""

from __future__ import annotations

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumbers import PhoneMetadata

from belplan.engine.dialling import as_emergency

VOICEMAIL = "1233"  # then the box's number
# Harmonised services of social value and the emergency number work in all of these countries.
EVERYWHERE = re.compile(r"112|116\d{3}")
SERVICES = {"NL": ("113", "144")}  # suicide prevention and animals in need: missing in the numbering plan's data

validate_extension = RegexValidator(
    r"\A[0-9]{2,6}\Z", gettext_lazy("An internal number has 2 to 6 digits: change it to, say, 201.")
)
validate_external = RegexValidator(
    r"\A[1-9][0-9]{6,14}\Z",
    gettext_lazy("Write the number with its country code and without + or 00, such as 3225805000."),
)


def normalise(text: str, country: str) -> str:
    """An external number in any usual form, as digits with the country code first: "02 580 50 00" → "3225805000".

    `country` (ISO 3166) is where a number without country code is taken to be. Raises ValidationError.
    """
    readings = [text] if text.strip().startswith(("0", "+", "(")) else [f"+{text.strip()}", text]
    for reading in readings:
        try:
            number = phonenumbers.parse(reading, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and not number.extension:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
    raise ValidationError(
        _("%(text)s is not a telephone number: write it with its country code, such as 3225805000."),
        params={"text": text},
    )


def refuse_hiding(extension: str, country: str) -> None:
    """Refuse an extension that would hide an emergency number, a service or the voicemail access.

    Raises ValidationError saying what it would hide.
    """
    if extension == "112" or as_emergency(extension, country):
        message = _("%(number)s would hide the emergency number %(number)s: choose another internal number.")
    elif extension.startswith(VOICEMAIL):
        message = _("%(number)s would hide the voicemail access %(voicemail)s: choose another internal number.")
    elif EVERYWHERE.fullmatch(extension) or _is_service(extension, country):
        message = _("%(number)s would hide the service number %(number)s: choose another internal number.")
    else:
        return
    raise ValidationError(message, params={"number": extension, "voicemail": VOICEMAIL})


def _is_service(number: str, country: str) -> bool:
    """Whether the country's numbering plan has this short service: those that begin with 1, and the free ones.

    Numbers that only text messages can reach hide nothing.
    """
    if number in SERVICES.get(country, ()):
        return True
    plan = PhoneMetadata.short_metadata_for_region(country)
    if plan is None:
        return False
    if number.startswith("1"):
        return _matches(plan.short_code, number) or _matches(plan.toll_free, number)
    return _matches(plan.toll_free, number) and not _matches(plan.sms_services, number)


def _matches(kind: phonenumbers.PhoneNumberDesc | None, number: str) -> bool:
    pattern = kind.national_number_pattern if kind else None
    return bool(pattern and re.fullmatch(pattern, number))
