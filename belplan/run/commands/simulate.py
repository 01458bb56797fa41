"""`belplan simulate`: who hears what when this number calls that one, at that time, and the telephones do so?"""

from __future__ import annotations

import argparse
import json
from typing import Any

from belplan.engine import companies, state
from belplan.engine.companies import Company
from belplan.engine.sounds import Sounds
from belplan.engine.state import CompanyState
from belplan.records.foretelling import CannotForetell, Foretold, foretell
from belplan.run import environment
from belplan.run.commands import behaviours
from belplan.run.commands.call_text import path_json, path_lines
from belplan.run.environment import Environment


def add_arguments(subparsers: Any) -> None:
    """Add the word to the command."""
    words = subparsers.add_parser("simulate", help="foretell a call through the published plans")
    words.add_argument("--company", default="demo", help="the company's key (default: demo)")
    words.add_argument("--from", dest="caller", default="", help="who calls, e.g. 32475112233; empty: withheld")
    words.add_argument("--to", dest="dialled", required=True, help="the number dialled, e.g. 3225805000 or 201")
    words.add_argument("--seed", type=int, default=1, help="of the pseudo-random ring order (from a call's record)")
    behaviours.add_arguments(words)
    words.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Raises CannotForetell."""
    here = environment.read()
    company = known_company(here, args.company)
    question = behaviours.question(args, company, args.seed)
    foretold = foretell(company, question, Sounds(here.data), known_state(here, args.company))
    print(json.dumps(_as_json(foretold)) if args.json else "\n".join(path_lines(foretold.record)))
    return 0


def known_company(here: Environment, key: str) -> Company:
    """The company as the engine knows it. Raises CannotForetell."""
    path = here.snapshots / f"{key}.json"
    if "/" in key or not path.exists():
        raise CannotForetell(f"There is no company {key!r} here: start the exchange once, or check --company.")
    company = companies.load_one(path)
    if company is None:
        raise CannotForetell(f"What is known of company {key} cannot be read: `belplan doctor` says why.")
    return company


def known_state(here: Environment, key: str) -> CompanyState:
    """The company's live state as the engine keeps it: diversions that are on, who sits where."""
    return state.read(here.data / "state" / f"{key}.json")


def _as_json(foretold: Foretold) -> dict[str, Any]:
    heard = [{"at": round(m.at, 3), "what": m.what, "detail": m.detail} for m in foretold.heard]
    return {**path_json(foretold.record), "heard": heard}
