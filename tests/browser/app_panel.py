"""A panel for stories of the app: `python -m tests.browser.app_panel serve PORT`, or `... ask` for a code to the app.

Its data lie in BELPLAN_DATA; `links.json` there holds codes that link a telephone to Ann's sign-in.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.browser import serve

LINKS = "links.json"


def _main(words: list[str]) -> None:
    if words[0] == "serve":
        serve.main(int(words[1]), _offer_links)
    else:
        serve.set_up()
        _ask()


def _offer_links() -> None:
    from django.conf import settings
    from django.utils import timezone

    from belplan.identity import app_links, policy
    from belplan.identity.models import Account, Attempt, Purpose

    now = timezone.now()
    attempt = Attempt.objects.create(
        account=Account.objects.get(login="201.demo"),
        purpose=Purpose.SIGN_IN,
        began=now,
        ends=now + policy.ATTEMPT_LIFE,
        network="127.0.0.1",
    )
    (Path(settings.DATA) / LINKS).write_text(json.dumps([app_links.make(attempt, now) for _ in range(2)]))


def _ask() -> None:
    from django.utils import timezone

    from belplan.identity import app_links, challenges
    from belplan.identity.factors.base import Where
    from belplan.identity.models import Attempt

    attempt = Attempt.objects.get()
    factor = app_links.linked(attempt)
    assert factor, "no app was linked"
    challenges.issue(attempt, factor, Where("127.0.0.1", "127.0.0.1"), timezone.now())


if __name__ == "__main__":
    _main(sys.argv[1:])
