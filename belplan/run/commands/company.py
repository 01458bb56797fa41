"""`belplan company`: make a company with its first administrator, list them, suspend one or let it go on."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from belplan.run import django_ready

ORIGIN = "command line"
ROLES = {"customer": "administrator", "reseller": "reseller", "operator": "operator"}


def add_arguments(subparsers: Any) -> None:
    """Add the word to the command."""
    words = subparsers.add_parser("company", help="make, list and suspend companies").add_subparsers(
        required=True, metavar="WHAT"
    )
    _create(words.add_parser("create", help="make a company and its first administrator"))
    listing = words.add_parser("list", help="which companies there are")
    listing.set_defaults(run=run_list)
    for word, does, what in (("suspend", suspend, "let nobody of it sign in"), ("resume", resume, "let them again")):
        words.add_parser(word, help=what).set_defaults(run=does)
        words.choices[word].add_argument("key", metavar="SUFFIX", help="its login suffix")


def _create(words: Any) -> None:
    words.add_argument("name", help='such as "Bakkerij Maes"')
    words.add_argument("key", metavar="SUFFIX", help="login suffix, fixed for ever, such as maes")
    words.add_argument("--administrator", required=True, metavar="NAME", help="the first administrator's name")
    words.add_argument("--extension", default="", metavar="201", help="their internal number; none: no telephone")
    words.add_argument("--email", default="", help="their e-mail address, for notices and a forgotten password")
    words.add_argument("--number", action="append", default=[], metavar="3225805000", help="a first number (repeat)")
    words.add_argument("--as", dest="kind", choices=ROLES, default="customer", help="what it is here (customer)")
    words.add_argument("--served-by", default="", metavar="SUFFIX", help="the reseller that serves it")
    words.add_argument("--language", choices=("nl", "en", "fr", "de"), default="nl")
    words.add_argument("--country", default="BE", help="two capitals (BE)")
    words.set_defaults(run=run_create)


def run_create(args: argparse.Namespace) -> int:
    """Make it and print the password once; 1 with a sentence for each field that is wrong."""
    django_ready.ready()
    from django.core.exceptions import ValidationError

    from belplan.identity import companies
    from belplan.identity.models import Role

    try:
        new = companies.NewCompany(
            name=args.name,
            key=args.key,
            numbers=args.number,
            administrator=args.administrator,
            extension=args.extension,
            email=args.email,
            role=Role(ROLES[args.kind]),
            reseller=companies.named(args.served_by) if args.served_by else None,
            language=args.language,
            country=args.country,
        )
        company, sign_in = companies.create(new, who=ORIGIN, origin=ORIGIN)
    except ValidationError as problem:
        return _wrong(problem.message_dict)
    print(f"{company.name} ({company.key}) is there.\nUsername: {sign_in.login}\nPassword: {sign_in.password}")
    print("The password is not shown again; it is changed at the first sign-in, where a second factor is set up, too.")
    return 0


def run_list(args: argparse.Namespace) -> int:
    """Print each company on a line."""
    django_ready.ready()
    from belplan.identity.companies import overview

    for line in overview():
        print(f"{line.key:<16} {line.state:<10} {line.people:>5} people {line.numbers:>4} numbers  {line.name}")
    return 0


def suspend(args: argparse.Namespace) -> int:
    """Suspend; 1 with a sentence when there is no such company."""
    return _turn(args.key, suspended=True)


def resume(args: argparse.Namespace) -> int:
    """Let it go on; 1 with a sentence when there is no such company."""
    return _turn(args.key, suspended=False)


def _turn(key: str, *, suspended: bool) -> int:
    django_ready.ready()
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from belplan.identity import companies

    try:
        company = companies.named(key)
    except ValidationError as problem:
        return _wrong(problem.message_dict)
    if suspended:
        companies.suspend(company, who=ORIGIN, origin=ORIGIN, now=timezone.now())
    else:
        companies.resume(company, who=ORIGIN, origin=ORIGIN)
    print(f"{company.name} ({company.key}) is {'suspended' if suspended else 'active'}.")
    return 0


def _wrong(fields: dict[str, list[str]]) -> int:
    for field, messages in fields.items():
        name = {"key": "suffix", "numbers": "number", "reseller": "served-by"}.get(field, field)
        print(f"belplan: {name}: {' '.join(messages)}", file=sys.stderr)
    return 1
