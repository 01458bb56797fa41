"""Changes of what several call plans share, such as opening hours: in force at once in all of them, or not at all."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from belplan.callevents import Phrase
from belplan.callplan.plan import Plan, PlanError, SoundFile, walk_plan
from belplan.callplan.references import references
from belplan.callplan.textform import read_plan
from belplan.publishing.problems import PublishError
from belplan.publishing.publish import By, store_version
from belplan.publishing.snapshots import published_plans, whole_or_not, write_within
from belplan.tenancy.models import Company

OTHER_CALLS = "other-calls"  # code of the error where saved scenarios would go otherwise; `By.accepts` accepts them

log = logging.getLogger(__name__)

_NOTHING: Mapping[str, SoundFile] = {}


@contextlib.contextmanager
def shared_change(
    company: Company, kind: str, key: str, by: By, spoken: Mapping[str, SoundFile] = _NOTHING
) -> Iterator[list[str]]:
    """Within it what has this kind (hours, menu, callers, sound) and key is changed; at its end every plan in force
    that uses it has a new version with the change. Gives a list that then holds their names.

    `spoken` are texts that it says from now on, by `SpokenText.key`.

    The version in force is made anew, not the draft: what somebody is still editing stays as it is. Raises
    ValidationError, with nothing changed, naming the plan that cannot have the change, and why.
    """
    names: list[str] = []
    try:
        with whole_or_not(company) as now:
            yield names
            names += _made_anew(now, kind, key, by, spoken)
            if names:
                write_within(now)
    except (OSError, DatabaseError) as error:
        log.error("a shared change of company %s was not saved: %s", company.key, error)
        message = _("It could not be saved, so all stays as it was: free some disk space on the server, and try again.")
        raise ValidationError(message) from error


def _made_anew(company: Company, kind: str, key: str, by: By, new_texts: Mapping[str, SoundFile]) -> Iterator[str]:
    for entry in published_plans(company):
        plan = read_plan(entry.tree, company.country)
        if _uses(plan, entry.menus, kind, key):
            spoken = {name: SoundFile(path, seconds) for name, (path, seconds) in entry.sounds.items()}
            try:
                store_version(company, plan, {**spoken, **new_texts}, by)
            except PlanError as error:
                raise _not_ready(plan, error) from error
            except PublishError as error:
                raise _other_calls(plan, error) from error
            yield plan.name


def _uses(plan: Plan, menus: Mapping[str, Any], kind: str, key: str) -> bool:
    """Whether a plan uses something, also by a menu (as it was frozen with the plan) that plays it."""
    if kind == "sound" and any(menu.get("sound") == key for menu in menus.values()):
        return True
    found = (reference for _place, step in walk_plan(plan) for reference in references(step.component))
    return any(reference.kind == kind and reference.key == key for reference in found)


def _not_ready(plan: Plan, error: PlanError) -> ValidationError:
    finding = error.findings[0]
    message = _("Nothing was saved, as the call plan %(plan)s can't be published with this change: %(finding)s.")
    where = _("step %(step)s: ") % {"step": finding.step} if finding.step else ""
    return ValidationError(message % {"plan": plan.name, "finding": where + in_words(finding.text)})


def _other_calls(plan: Plan, error: PublishError) -> ValidationError:
    message = _(
        "Nothing was saved yet, as saved calls of the plan %(plan)s would end otherwise: %(scenarios)s. Change it, or "
        "accept that and save again."
    )
    names = ", ".join(broken.name for broken in error.broken)
    return ValidationError(message % {"plan": plan.name, "scenarios": names}, code=OTHER_CALLS)


def in_words(text: Phrase) -> str:
    """A phrase in the language of whoever is told."""
    params = {name: in_words(value) if isinstance(value, Phrase) else value for name, value in text.params.items()}
    return _(text.text).format(**params)
