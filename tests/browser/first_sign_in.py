"""What the story of a first sign-in needs in an installation: its settings, its operator, and a line to the outside.

`python -m tests.browser.first_sign_in operator`, or `... trunk COMPANY HOST PORT`. The settings let the panel reach
the test's own push service.
"""

from __future__ import annotations

import sys

from belplan.run.settings import *  # noqa: F403 (settings are read as a module)

BELPLAN_PUSH_LOOPBACK = True
OPERATOR, PASSWORD = "op.platform", "regen op dinsdag"


def _operator() -> None:
    from belplan.identity.accounts import create
    from belplan.identity.models import Role
    from belplan.tenancy.models import Company

    platform = Company(key="platform", name="Het platform", require_second_factor=False)
    platform.save()
    create(platform, OPERATOR, Role.OPERATOR, password=PASSWORD, email="op@platform.example")


def _trunk(key: str, host: str, port: str) -> None:
    from belplan.exchange.models import Trunk
    from belplan.publishing.accounts import write_switch_accounts
    from belplan.publishing.snapshots import write_snapshot
    from belplan.tenancy.models import Company

    company = Company.objects.get(key=key)
    Trunk(company=company, key="carrier", name="Operator", host=host, port=int(port), addresses=[host]).store()
    write_snapshot(company)
    write_switch_accounts()


if __name__ == "__main__":
    from belplan.run import django_ready

    django_ready.ready()
    _operator() if sys.argv[1] == "operator" else _trunk(*sys.argv[2:])
