"""What `belplan plan` does once Django is ready."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from django.db import DatabaseError
from django.utils import translation

from belplan.callplan import yaml_text
from belplan.callplan.plan import Finding, Plan, PlanError
from belplan.callplan.textform import read_yaml
from belplan.publishing import checking
from belplan.publishing.problems import PublishError
from belplan.publishing.publish import By, publish, publish_plan
from belplan.run.commands.plan import Told
from belplan.tenancy.models import Company

MOST_BYTES = 1_000_000  # far beyond any plan: a wrong file is refused before it fills the memory


class _Refused(Exception):
    """One sentence with the mend."""


def do(args: argparse.Namespace) -> Told:
    """Do what was asked of a call plan; whatever goes wrong comes back as a sentence."""
    try:
        with translation.override("en"):  # as the rest of the command line
            return _WORDS[args.word](args, _company(args.company))
    except PublishError as error:
        mend = " (or give --accept-changes)" if error.broken else ""
        return Told(f"{error}{mend}", findings=error.findings, broken=error.broken, failed=True)
    except PlanError as error:
        return _faulty(error.findings)
    except _Refused as error:
        return Told(str(error), failed=True)
    except DatabaseError as error:
        problem = str(error).splitlines()[0]
        return Told(f"The database is not ready ({problem}): run scripts/up, which prepares it.", failed=True)


def _check(args: argparse.Namespace, company: Company) -> Told:
    plan = _from_file(args.plan, company)
    draft = checking.find_draft
    findings = checking.check_plan(company, plan) if plan else checking.check_draft(draft(company, args.plan))
    if findings:
        return _faulty(findings)
    key = plan.key if plan else args.plan
    return Told(f"Call plan {key} is ready to be published.", {"key": key, "findings": []})


def _publish(args: argparse.Namespace, company: Company) -> Told:
    plan = _from_file(args.plan, company)
    by = By(who=_who(), origin="command line", note=args.note, accepts=args.accept_changes)
    key = plan.key if plan else args.plan
    version = publish_plan(company, plan, by) if plan else publish(company, key, by)
    return Told(f"Call plan {key} is in force as version {version}.", {"key": key, "version": version})


def _export(args: argparse.Namespace, company: Company) -> Told:
    data = checking.find_draft(company, args.plan).text_form()
    return Told(yaml_text.write(data), data)


_WORDS = {"check": _check, "publish": _publish, "export": _export}


def _faulty(findings: tuple[Finding, ...]) -> Told:
    things = "one thing" if len(findings) == 1 else f"{len(findings)} things"
    return Told(f"The call plan has {things} to mend.", findings=findings, failed=True)


def _company(key: str) -> Company:
    company = Company.objects.filter(key=key).first()
    if company is None:
        known = ", ".join(Company.objects.values_list("key", flat=True)[:10]) or "none yet: run scripts/up"
        raise _Refused(f"There is no company '{key}': choose with --company from {known}.")
    return company


def _from_file(name: str, company: Company) -> Plan | None:
    """The plan in a file, or None where `name` is the key of a plan. Raises PlanError or _Refused."""
    path = Path(name)
    if path.suffix in ("", ".") and "/" not in name and not path.is_file():
        return None
    return read_yaml(_text(path), company.country)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _Refused(f"{path} is too large for a call plan: give the right file.")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _Refused(f"There is no file {path}: check its name and folder.") from None
    except OSError as error:
        raise _Refused(f"{path} cannot be read ({error.strerror}): give a file that you may read.") from None
    except UnicodeDecodeError:
        raise _Refused(f"{path} is no text in UTF-8: save it as UTF-8 and try again.") from None


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
