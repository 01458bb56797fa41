"""The answer of *Uitproberen*: what live calls would do with this one, by the plans and the live state of today."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from belplan.engine import companies
from belplan.engine.sounds import Sounds
from belplan.panel.live import live_of
from belplan.panel.simulator.form import CallForm
from belplan.publishing.snapshots import snapshot_of
from belplan.records.foretelling import Foretold, Question, foretell
from belplan.switch.behaviour import NOBODY


def foretold(form: CallForm) -> Foretold:
    """Raises CannotForetell with a sentence for people, and OSError where set-up has not made the prompts."""
    company = companies.company(snapshot_of(form.company))
    question = Question(
        caller=form.cleaned_data["caller"],
        dialled=form.cleaned_data["to"],
        at=form.moment(),
        behaviours=form.answers(),
        everybody=NOBODY,
    )
    return foretell(company, question, Sounds(Path(settings.DATA)), live_of(form.company).state)
