"""The answer of *Uitproberen*: what live calls would do with this one, by some snapshot of the company's plans."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from belplan.engine import companies
from belplan.engine.snapshot import CompanySnapshot
from belplan.engine.sounds import Sounds
from belplan.engine.state import CompanyState
from belplan.publishing.scenarios import Case
from belplan.records.foretelling import Foretold, Question, foretell
from belplan.switch.behaviour import BY_NAME, NOBODY, KeyPress


def foretold(case: Case, at: datetime, about: CompanySnapshot, state: CompanyState) -> Foretold:
    """Raises CannotForetell with a sentence for people, and OSError where set-up has not made the prompts."""
    question = Question(
        caller=case.caller,
        dialled=case.dialled,
        at=at,
        behaviours={party: BY_NAME[name] for party, name in case.behaviours.items()},
        everybody=NOBODY,
        keys=tuple(KeyPress(seconds, key) for seconds, key in case.keys),
    )
    return foretell(companies.company(about), question, Sounds(Path(settings.DATA)), state)
