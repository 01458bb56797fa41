"""`belplan company`, as the operator types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import Settings

from belplan.identity import sign_in
from belplan.identity.models import Account
from belplan.run.command import main
from tests.companies import make_company

pytestmark = [pytest.mark.database, pytest.mark.django_db]

CREATE = ["company", "create", "Bakkerij Maes", "maes", "--administrator", "Els Maes", "--extension", "201"]


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.BELPLAN_NOTIFY_ENGINE = "tests.publishing.lent.notify_engine"


def test_a_company_is_made_and_its_password_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CREATE, "--number", "3225805000", "--email", "els@maes.example"]) == 0
    out = capsys.readouterr().out
    told = dict(line.split(": ") for line in out.splitlines() if ": " in line)
    assert told["Username"] == "201.maes"
    assert sign_in.check(told["Username"], told["Password"])
    assert main(["company", "list"]) == 0
    listed = capsys.readouterr().out
    assert "maes" in listed
    assert "1 numbers  Bakkerij Maes" in listed
    assert told["Password"] not in listed


def test_a_suffix_in_use_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    make_company("maes")
    with translation.override("en"):
        assert main(CREATE) == 1
    assert capsys.readouterr().err == "belplan: suffix: The login suffix maes is already in use: choose another.\n"


def test_a_reseller_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CREATE, "--served-by", "nobody"]) == 1
    assert "nobody" in capsys.readouterr().err


def test_the_platforms_own_company_gets_an_operator(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["company", "create", "Belplan", "belplan", "--administrator", "Wim", "--as", "operator"]) == 0
    assert Account.objects.get(login="admin.belplan").role == "operator"


def test_suspending_and_resuming(capsys: pytest.CaptureFixture[str]) -> None:
    make_company("maes")
    assert main(["company", "suspend", "maes"]) == 0
    main(["company", "list"])
    assert "suspended" in capsys.readouterr().out.splitlines()[1]
    assert main(["company", "resume", "maes"]) == 0
    main(["company", "list"])
    assert "active" in capsys.readouterr().out.splitlines()[1]
    assert main(["company", "suspend", "nobody"]) == 1
    assert "nobody" in capsys.readouterr().err
