"""Signing in and changing one's factors ask for codes on the same pages, at addresses of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from belplan.identity.models import Attempt, Purpose

Done = Callable[[HttpRequest, Attempt, bool], HttpResponse]  # the last: the code confirmed a new factor


@dataclass(frozen=True)
class Flow:
    """URL names of one purpose's pages, and what follows once a code was right."""

    purpose: Purpose
    code: str  # the page that asks for a code
    state: str  # whether the code has arrived, asked by that page
    choose: str  # which way to set up
    add: str  # set up a way of this kind
    back: str  # where to begin again, or to give up
    done: Done
