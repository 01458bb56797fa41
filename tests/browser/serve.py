"""A web process of the test's own: `python -m tests.browser.serve PORT`, with its data in BELPLAN_DATA.

The voice and the switch are lent by the tests; all else is the panel as it is served to people.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django
import uvicorn

from tests.quick_passwords import QUICK_HASHERS


def main(port: int, also: Callable[[], None] = lambda: None) -> None:
    """Make the demo company with two calls, and what `also` adds, then serve until ended."""
    set_up()
    _arrange()
    also()
    from belplan.run.asgi import application

    uvicorn.run(application, host="127.0.0.1", port=port, log_level="warning")


def set_up() -> None:
    """Have Django ready, with the voice, the switch and the push service that tests lend, and passwords that cost
    little."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "belplan.run.settings"
    django.setup()
    from django.conf import settings

    settings.PASSWORD_HASHERS = QUICK_HASHERS
    settings.BELPLAN_SPEAK = "tests.publishing.lent.speak"
    settings.BELPLAN_NOTIFY_ENGINE = "tests.publishing.lent.notify_engine"
    settings.BELPLAN_SWITCH_ACCOUNTS = "tests.publishing.lent.store_accounts"
    settings.BELPLAN_ASK_ENGINE = "tests.panel.engine.ask"
    settings.BELPLAN_WATCH_ENGINE = "tests.panel.engine.watch"
    settings.BELPLAN_PUSH_LOOPBACK = True


def _arrange() -> None:
    from django.conf import settings
    from django.core.management import call_command

    from belplan.exchange.models import Person
    from belplan.identity.accounts import demo_sign_ins
    from belplan.run.demo import company as demo_company
    from tests import quickstart_plan
    from tests.browser import people
    from tests.panel import example_calls

    settings.BELPLAN_CODE_DELIVERERS["phone"] = "tests.browser.post.deliver"
    call_command("migrate", verbosity=0)
    company = demo_company.create()
    ann = Person.objects.for_company(company).get(key="ann")
    demo_sign_ins(company, [ann], Path(settings.DATA))
    now = datetime.now(UTC)
    example_calls.answered_by_ann("demo", now - timedelta(minutes=20))
    example_calls.missed_on_sunday("demo", now - timedelta(days=2))
    company.require_second_factor = False  # most stories are not about signing in
    company.save()
    quickstart_plan.arrange(company)
    people.arrange(Path(settings.DATA))


if __name__ == "__main__":
    main(int(sys.argv[1]))
