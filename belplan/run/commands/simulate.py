"""`belplan simulate`: who hears what when this number calls that one, at that time, and the telephones do so?"""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from typing import Any

from belplan.engine import companies
from belplan.engine.companies import Company
from belplan.engine.dialling import normalise
from belplan.engine.sounds import Sounds
from belplan.records.foretelling import CannotForetell, Foretold, Question, foretell
from belplan.run import environment
from belplan.run.commands.call_text import path_json, path_lines
from belplan.switch.behaviour import BUSY, NOBODY, UNREGISTERED, Telephone

ANSWER_SECONDS = 4.0  # of ringing, before a telephone told to answer does
TALK_SECONDS = 10.0
ALL = "all"


def add_arguments(subparsers: Any) -> None:
    """Add the word to the command."""
    words = subparsers.add_parser("simulate", help="foretell a call through the published plans")
    words.add_argument("--company", default="demo", help="the company's key (default: demo)")
    words.add_argument("--from", dest="caller", default="", help="who calls, e.g. 32475112233; empty: withheld")
    words.add_argument("--to", dest="dialled", required=True, help="the number dialled, e.g. 3225805000 or 201")
    words.add_argument("--at", default="", help='when, in the company\'s time: "2026-11-22 15:00" (default: now)')
    who = "who (user/ann, device/balie, ann or an external number; repeatable; without: everybody)"
    words.add_argument("--answer", nargs="?", const=ALL, action="append", default=[], metavar="WHO[@SECONDS]", help=who)
    words.add_argument("--busy", nargs="?", const=ALL, action="append", default=[], metavar="WHO", help=who)
    words.add_argument("--unregistered", nargs="?", const=ALL, action="append", default=[], metavar="WHO", help=who)
    words.add_argument("--gives-up-after", type=float, metavar="SECONDS", help="the caller hangs up by then")
    words.add_argument("--seed", type=int, default=1, help="of the pseudo-random ring order (from a call's record)")
    words.add_argument("--json", action="store_true", help="for programs")
    words.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Raises CannotForetell."""
    here = environment.read()
    path = here.snapshots / f"{args.company}.json"
    if not path.exists():
        raise CannotForetell(f"There is no company {args.company!r} here: start the exchange once, or check --company.")
    company = companies.load_one(path)
    if company is None:
        raise CannotForetell(f"What is known of company {args.company} cannot be read: `belplan doctor` says why.")
    foretold = foretell(company, question(args, company), Sounds(here.data))
    print(json.dumps(as_json(foretold)) if args.json else as_text(foretold))
    return 0


def question(args: argparse.Namespace, company: Company) -> Question:
    """What was asked. Raises CannotForetell naming the option and the mend."""
    behaviours = {
        **dict(_behaviour(company, who, "--unregistered", UNREGISTERED) for who in args.unregistered),
        **dict(_behaviour(company, who, "--busy", BUSY) for who in args.busy),
        **dict(_answer(company, who) for who in args.answer),
    }
    everybody = behaviours.pop(ALL, NOBODY)
    return Question(
        caller=_caller(args.caller, company),
        dialled=_number(args.dialled, "--to"),
        at=moment(args.at, company),
        behaviours=behaviours,
        everybody=everybody,
        patience=args.gives_up_after,
        seed=args.seed,
    )


def moment(text: str, company: Company) -> datetime:
    """A time of the company's clock. Raises CannotForetell."""
    if not text:
        return datetime.now(company.zone)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CannotForetell(f'--at is {text!r}: write it as "2026-11-22 15:00".') from None
    return at if at.tzinfo else at.replace(tzinfo=company.zone)


def _caller(text: str, company: Company) -> str:
    return normalise(_number(text, "--from"), company.about.country) if text else ""


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


def as_json(foretold: Foretold) -> dict[str, Any]:
    """The path and the outcome, and what the caller hears."""
    heard = [{"at": round(m.at, 3), "what": m.what, "detail": m.detail} for m in foretold.heard]
    return {**path_json(foretold.record), "heard": heard}


def as_text(foretold: Foretold) -> str:
    """The timeline for people."""
    return "\n".join(path_lines(foretold.record))
