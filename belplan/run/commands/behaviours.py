"""The options that say how the telephones behave, shared by `belplan simulate` and `belplan demo call`."""

from __future__ import annotations

import argparse
from datetime import datetime

from belplan.engine.companies import Company
from belplan.engine.dialling import normalise
from belplan.records.foretelling import CannotForetell, Question
from belplan.switch.behaviour import BUSY, NOBODY, UNREGISTERED, KeyPress, Telephone

ANSWER_SECONDS = 4.0  # of ringing, before a telephone told to answer does
TALK_SECONDS = 10.0
PRESS_SECONDS = 3.0  # into the call, before a key that is given no moment
ALL = "all"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--at", default="", help='when, in the company\'s time: "2026-11-22 15:00" (default: now)')
    who = "who: user/ann, device/balie, ann, or an external number (repeatable; without a name: everybody)"
    for option, metavar in (("--answer", "WHO[@SECONDS]"), ("--busy", "WHO"), ("--unregistered", "WHO")):
        parser.add_argument(option, nargs="?", const=ALL, action="append", default=[], metavar=metavar, help=who)
    press = "a key that the caller presses, so many seconds into the call (repeatable)"
    parser.add_argument("--press", action="append", default=[], metavar="KEY[@SECONDS]", help=press)
    parser.add_argument("--gives-up-after", type=float, metavar="SECONDS", help="the caller hangs up by then")
    parser.add_argument("--json", action="store_true", help="for programs")


def question(args: argparse.Namespace, company: Company, seed: int) -> Question:
    """What was asked. Raises CannotForetell naming the option and the mend."""
    behaviours = {
        **dict(_behaviour(company, who, "--unregistered", UNREGISTERED) for who in args.unregistered),
        **dict(_behaviour(company, who, "--busy", BUSY) for who in args.busy),
        **dict(_answer(company, who) for who in args.answer),
    }
    everybody = behaviours.pop(ALL, NOBODY)
    return Question(
        caller=normalise(_number(args.caller, "--from"), company.about.country) if args.caller else "",
        dialled=_number(args.dialled, "--to"),
        at=_moment(args.at, company),
        behaviours=behaviours,
        everybody=everybody,
        patience=args.gives_up_after,
        seed=seed,
        keys=tuple(_press(key) for key in args.press),
    )


def _moment(text: str, company: Company) -> datetime:
    if not text:
        return datetime.now(company.zone)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CannotForetell(f'--at is {text!r}: write it as "2026-11-22 15:00".') from None
    return at if at.tzinfo else at.replace(tzinfo=company.zone)


def _number(text: str, option: str) -> str:
    if not any(c.isdigit() or c in "*#" for c in text) or any(c.isalpha() for c in text):
        raise CannotForetell(f"{option} is {text!r}: give a number such as 3225805000, country code first.")
    return text


def _answer(company: Company, who: str) -> tuple[str, Telephone]:
    party, _, seconds = who.partition("@")
    try:
        after = float(seconds) if seconds else ANSWER_SECONDS
    except ValueError:
        raise CannotForetell(f"--answer {who!r}: after @ stand seconds, as in ann@5.") from None
    return _behaviour(company, party or ALL, "--answer", Telephone(answers_after=after, talks=TALK_SECONDS))


def _press(text: str) -> KeyPress:
    key, _, seconds = text.partition("@")
    try:
        after = float(seconds) if seconds else PRESS_SECONDS
    except ValueError:
        raise CannotForetell(f"--press {text!r}: after @ stand seconds, as in 1@4.") from None
    if len(key) != 1 or key not in "0123456789*#":
        raise CannotForetell(f"--press {text!r}: give one of the keys 0 to 9, * and #, as in 1@4.")
    return KeyPress(after, key)


def _behaviour(company: Company, who: str, option: str, behaviour: Telephone) -> tuple[str, Telephone]:
    known = {ALL, *(f"user/{key}" for key in company.users), *(f"device/{key}" for key in company.devices)}
    for party in (who, f"user/{who}", f"device/{who}"):
        if party in known:
            return party, behaviour
    number = normalise(who, company.about.country)
    if number.isdecimal() and len(number) >= 7:
        return number, behaviour
    choices = ", ".join(sorted(known - {ALL}))
    raise CannotForetell(f"{option} {who!r}: there is nobody of that name. Choose one of {choices}.")
