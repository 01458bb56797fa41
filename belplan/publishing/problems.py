"""Why a plan was not published, as a sentence with the mend and, where the plan itself is at fault, its findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from belplan.callevents import Phrase, phrase
from belplan.callplan.plan import Finding


@dataclass(frozen=True)
class Told:
    """How a call would go: the sentences of the steps that it comes to, and its outcome."""

    steps: tuple[Phrase, ...]
    outcome: str


@dataclass(frozen=True)
class Broken:
    """A scenario that would not go as it was saved."""

    name: str
    wanted: Told
    found: Told


class PublishError(Exception):
    """Nothing was changed: the old version is in force. `findings` are empty when the plan is not to blame."""

    def __init__(self, text: Phrase, findings: tuple[Finding, ...] = (), broken: tuple[Broken, ...] = ()) -> None:
        super().__init__(str(text))
        self.text = text
        self.findings = findings
        self.broken = broken  # scenarios that would end otherwise: publish again accepting it, or mend the plan


def not_ready(findings: tuple[Finding, ...]) -> PublishError:
    """The plan has to be mended first."""
    return PublishError(phrase("The call plan cannot be published yet: mend what is listed."), findings)


def scenarios_broken(broken: tuple[Broken, ...]) -> PublishError:
    """Calls would go otherwise than those who saved them want."""
    text = phrase("A saved scenario would end otherwise: mend the plan, or publish it and accept what changes.")
    return PublishError(text, broken=broken)


def no_such_plan(company: str, key: str) -> PublishError:
    """There is no draft with this key."""
    return PublishError(
        phrase("{company} has no call plan '{key}': check the key, or make the plan first.", company=company, key=key)
    )


def no_such_version(key: str, version: int) -> PublishError:
    """There is no published version with this number."""
    return PublishError(phrase("The call plan '{key}' has no version {version}.", key=key, version=version))


def not_stored(cause: object) -> PublishError:
    """The disk or the database refused."""
    return PublishError(
        phrase(
            "The call plan could not be stored ({cause}), so the version in force stays as it was: "
            "free some disk space, check that the database runs, and publish again.",
            cause=cause,
        )
    )


def field_findings(error: ValidationError) -> tuple[Finding, ...]:
    """What is wrong with a plan's name or numbers, as findings about the plan as a whole."""
    return tuple(_field_findings(error))


def _field_findings(error: ValidationError) -> Iterator[Finding]:
    for field, messages in error.message_dict.items():
        for message in messages:
            # A message may hold braces: it goes in as a parameter, never as a pattern.
            yield Finding("", "" if field == NON_FIELD_ERRORS else field, phrase("{problem}", problem=message))
