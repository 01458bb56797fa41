"""What the page says of a code that is coming, has come or did not come, for each kind of factor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.identity.factors.catalogue import kind as kind_of
from belplan.identity.models import Factor
from belplan.panel.factors.asked import Asked

SENTENCES: dict[tuple[str, str], Promise] = {
    ("phone", "coming"): gettext_lazy("We are calling you on %(where)s."),
    ("phone", "delivered"): gettext_lazy("We read the code out on %(where)s."),
    ("app", "coming"): gettext_lazy("We are sending a code to the app on %(where)s."),
    ("app", "delivered"): gettext_lazy("There is a code in the app on %(where)s."),
    ("authenticator", "own"): gettext_lazy("Open your authenticator app and type the six digits that it shows now."),
    ("passkey", "own"): gettext_lazy("Confirm with your fingerprint, face, PIN or security key."),
    ("recovery", "own"): gettext_lazy("Type one of your recovery codes. Each works once."),
}
HINTS: dict[str, Promise] = {
    "phone": gettext_lazy("You have 30 seconds from the moment when the code was read out for the first time."),
    "app": gettext_lazy("The code is good for 30 seconds."),
}


def sentence(asked: Asked, state: str) -> str:
    """What is going on, in one sentence."""
    if asked.challenge and state == "problem":
        return asked.challenge.problem
    if state == "spent":
        return _("That was the fifth wrong code. Ask for a new code.")
    if state == "expired":
        return _("This code is no longer valid. Ask for a new code.")
    if asked.factor is None:
        return ""
    said = SENTENCES.get((asked.factor.kind, state))
    return str(said) % {"where": masked(asked.factor)} if said else ""


def masked(factor: Factor) -> str:
    """Where a code of this factor goes or comes from; its owner recognises it."""
    return kind_of(factor.kind).masked(factor)


def way(factor: Factor) -> str:
    """A factor in a list of several: "Telephone call, •••• 22 33"."""
    title, shown = str(kind_of(factor.kind).title), masked(factor)
    return title if shown == title else f"{title}, {shown}"
