"""`belplan plan`: check, publish and export call plans in their text form."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from belplan.callplan.plan import Finding
from belplan.run import django_ready

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from belplan.publishing.problems import Broken
    from belplan.publishing.problems import Told as How

WHAT = "a YAML file with a call plan, or the key of one of the company's call plans"


@dataclass(frozen=True)
class Told:
    """What a command has to say: a sentence or a text, the same as data, and what is wrong with the plan."""

    text: str
    data: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    broken: tuple[Broken, ...] = ()
    failed: bool = False


def add_arguments(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `plan` with its words to the `belplan` command."""
    words = subparsers.add_parser("plan", help="check, publish or export a call plan").add_subparsers(
        dest="word", required=True, metavar="check|publish|export"
    )
    check = words.add_parser("check", help="say what is wrong with a call plan")
    check.add_argument("plan", help=WHAT)
    publish = words.add_parser("publish", help="put a call plan in force")
    publish.add_argument("plan", help=WHAT)
    publish.add_argument("--note", default="", help="what changed, for the list of versions")
    publish.add_argument(
        "--accept-changes", action="store_true", help="also where saved scenarios go otherwise from now on"
    )
    export = words.add_parser("export", help="print a call plan as YAML")
    export.add_argument("plan", metavar="key", help="the key of the call plan")
    for word in (check, publish, export):
        word.add_argument("--company", default="demo", help="the company's login suffix (demo)")
        word.add_argument("--json", action="store_true", help="answer in JSON")
        word.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 1 when it could not be done or the plan has faults."""
    told = _ask(args)
    if args.json:
        print(json.dumps(_as_data(told), ensure_ascii=False))
    else:
        _say(told)
    return 1 if told.failed else 0


def _ask(args: argparse.Namespace) -> Told:
    try:
        django_ready.ready()
    except OSError as error:
        return Told(
            f"The data folder cannot be used ({error.strerror}): free some space or mend its rights.", failed=True
        )
    from belplan.run.commands import plan_work

    return plan_work.do(args)


def _as_data(told: Told) -> dict[str, Any]:
    if not told.failed:
        return told.data
    findings = [{"step": f.step, "option": f.option, "text": str(f.text)} for f in told.findings]
    broken = [{"scenario": b.name, "wanted": _way(b.wanted), "found": _way(b.found)} for b in told.broken]
    return {"error": told.text, "findings": findings, **({"broken": broken} if broken else {}), **told.data}


def _say(told: Told) -> None:
    if not told.failed:
        sys.stdout.write(told.text.rstrip("\n") + "\n")
        return
    for finding in told.findings:
        print(line(finding))
    for broken in told.broken:
        print(_otherwise(broken))
    print(told.text, file=sys.stderr)


def _otherwise(broken: Broken) -> str:
    """A scenario on three lines: its name, where the call should go, and where it would."""
    wanted, found = (" > ".join(_way(told)) for told in (broken.wanted, broken.found))
    return f"Scenario {broken.name}\n  should go: {wanted}\n  would go:  {found}"


def _way(told: How) -> list[str]:
    return [*map(str, told.steps), told.outcome]


def line(finding: Finding) -> str:
    """A finding on one line: the step, the option where the sentence does not name it, and the mend."""
    text = str(finding.text)
    named = finding.option and finding.option not in text
    where = ", ".join(
        part for part in (f"Step {finding.step}" if finding.step else "", finding.option if named else "") if part
    )
    return f"{where}: {text}" if where else text[:1].upper() + text[1:]
