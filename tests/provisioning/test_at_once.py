"""What comes at the same moment is judged one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from belplan.exchange.models import Device
from belplan.provisioning.models import Miss
from belplan.provisioning.opening import enable
from belplan.provisioning.phones import company_base
from belplan.tenancy.models import Company
from tests.identity.at_once import at_once
from tests.provisioning.conftest import START
from tests.provisioning.telephone import MAC, Telephone

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_thirty_guesses_at_once_are_ten(acme: Company, desk: Device, tmp_path: Path) -> None:
    enable(desk, START)
    base = company_base(acme)

    def guess(number: int) -> int:
        return Telephone(agent="").fetch(base, f"805ec09999{number:02d}.cfg", START).status_code

    assert set(at_once(30, guess, tmp_path)) == {404}
    assert Miss.objects.count() == 10


def test_of_many_networks_at_once_one_gets_the_secret(acme: Company, desk: Device, tmp_path: Path) -> None:
    enable(desk, START)
    base = company_base(acme)

    def fetch(number: int) -> int:
        return Telephone(address=f"192.0.2.{number}").fetch(base, f"{MAC}.cfg", START).status_code

    answers = at_once(12, fetch, tmp_path)
    assert (answers.count(200), answers.count(404)) == (1, 11)
