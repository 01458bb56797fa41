"""What a dialled number means to a company: one of its people or plans, an emergency, or the outside world."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import PhoneNumberType

from belplan.callevents import Phrase, phrase
from belplan.engine import feature_codes
from belplan.engine.companies import Company
from belplan.engine.feature_codes import Feature
from belplan.engine.snapshot import UserEntry

# Always pass, whatever limits say: emergency services and the poison lines, as dialled in each country.
EMERGENCY: dict[str, frozenset[str]] = {
    "BE": frozenset({"112", "100", "101", "110", "116000", "116111", "116117", "070245245"}),
    "NL": frozenset({"112", "116000", "116111", "0887558000"}),
    "FR": frozenset({"112", "15", "17", "18", "114", "115", "119", "191", "196", "116000", "116117", "0140054848"}),
    "DE": frozenset({"112", "110", "116000", "116117", "03019240"}),
    "LU": frozenset({"112", "113", "116000", "80025500"}),
}
_COSTLY = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
        PhoneNumberType.PAGER,
        PhoneNumberType.UNKNOWN,
    }
)
_LONGEST_SHORT = 6  # digits of a short number, which exists within its country only
_WORLDWIDE = "001"  # region code of satellite and other supranational numbers


@dataclass(frozen=True)
class ToUser:
    """A colleague's extension."""

    user: UserEntry


@dataclass(frozen=True)
class ToPlan:
    """A plan's internal number, or one of the company's own external numbers (resolved inside, never by trunk)."""

    plan: str


@dataclass(frozen=True)
class ToEmergency:
    """Passes always; `number` goes out as dialled."""

    number: str


@dataclass(frozen=True)
class ToOutside:
    """An external number, country code first, and its country (ISO 3166)."""

    number: str
    country: str


@dataclass(frozen=True)
class ToFeature:
    """A code that arranges something; `shown` is what may be told of it."""

    feature: Feature
    shown: str


@dataclass(frozen=True)
class Refused:
    """Not a number that this company may call."""

    reason: Phrase


Destination = ToUser | ToPlan | ToEmergency | ToOutside | ToFeature | Refused


def destination(company: Company, dialled: str) -> Destination:
    """Read a number as one of the company's people dialled it."""
    bare = digits(dialled)
    if emergency := as_emergency(bare, company.about.country):
        return ToEmergency(emergency)
    if code := feature_codes.read(bare):
        return ToFeature(code.feature, code.shown)
    if user := company.user_by_extension.get(bare):
        return ToUser(user)
    if plan := company.plan_by_extension.get(bare):
        return ToPlan(plan)
    number = normalise(dialled, company.about.country)
    if plan := company.about.numbers.get(number, ""):
        return ToPlan(plan)
    return outside(number)


def as_emergency(bare: str, country: str) -> str:
    """The emergency number or poison line of this country that was dialled, as one dials it there; empty if it is none.

    A poison line may be dialled with its country code, too: so it stands in the contacts of telephones.
    """
    listed = EMERGENCY.get(country, frozenset({"112"}))
    if bare in listed or phonenumbers.is_emergency_number(bare, country):
        return bare
    number = normalise(bare, country)
    lines = (line for line in listed if len(line) > _LONGEST_SHORT)
    return next((line for line in lines if _e164(phonenumbers.parse(line, country)) == number), "")


@cache
def emergency_numbers(country: str) -> tuple[str, ...]:
    """Everything that `as_emergency` takes for one, in digits as dialled."""
    short = (str(number) for number in range(10, 1000))
    listed = EMERGENCY.get(country, frozenset({"112"}))
    lines = [line for line in listed if len(line) > _LONGEST_SHORT]
    world = [_e164(phonenumbers.parse(line, country)) for line in lines]
    known = {number for number in short if as_emergency(number, country)}
    return tuple(sorted({*known, *listed, *world, *(f"00{number}" for number in world)}))


def outside(number: str) -> Destination:
    """Judge an external number in digits with its country code.

    What is judged is exactly what would be dialled: no number with something in it that only we leave out (a * or #,
    an extension, a 0 or a carrier's code after the country code).
    """
    try:
        parsed = phonenumbers.parse(f"+{number}")
    except phonenumbers.NumberParseException:
        return Refused(phrase("this is not a number that can be called"))
    if not phonenumbers.is_possible_number(parsed) or _e164(parsed) != number:
        return Refused(phrase("this is not a number that can be called"))
    region = phonenumbers.region_code_for_number(parsed) or _WORLDWIDE
    if region == _WORLDWIDE or phonenumbers.number_type(parsed) in _COSTLY:
        return Refused(phrase("premium, shared-cost and satellite numbers are never called"))
    return ToOutside(number, region)


def digits(text: str) -> str:
    """What was dialled, without spaces, dots, dashes and brackets; a leading + stays."""
    return "".join(c for c in text if c.isdigit() or c in "+*#")


def normalise(text: str, country: str) -> str:
    """A number in any usual form as digits with its country code first; what cannot be read stays as its digits."""
    bare = digits(text)
    if not bare.startswith(("+", "0")):
        return bare  # country code first already, or an extension
    try:
        parsed = phonenumbers.parse(bare, country)
    except phonenumbers.NumberParseException:
        return bare.lstrip("+")
    return _e164(parsed)


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
