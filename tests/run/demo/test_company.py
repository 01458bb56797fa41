"""The demo company stands after set-up, whole, and a second set-up leaves alone what people changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from belplan.engine import companies
from belplan.exchange.models import Device, Person
from belplan.publishing.models import PublishedPlanRow
from belplan.run.demo.company import create
from belplan.switch.accounts import TrunkAccount
from tests.publishing import lent

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.BELPLAN_SPEAK = "tests.publishing.lent.speak"
    settings.BELPLAN_NOTIFY_ENGINE = "tests.publishing.lent.notify_engine"
    settings.BELPLAN_SWITCH_ACCOUNTS = "tests.publishing.lent.store_accounts"
    return tmp_path


def test_the_engine_can_load_the_demo_company(data: Path) -> None:
    create()
    demo = companies.load_one(data / "snapshots" / "demo.json")
    assert demo is not None
    assert demo.about.demo
    assert demo.about.numbers == {"3225805000": "hoofdnummer", "3225805001": "receptie"}
    assert demo.plan_by_extension == {"800": "hoofdnummer", "801": "receptie"}
    assert demo.plans["hoofdnummer"].plan.steps[1].component.kind == "announcement"
    assert all(user.devices for user in demo.users.values())
    assert {"draagbaar", "balie"} <= set(demo.devices)


def test_the_switch_knows_its_telephones_and_its_carrier() -> None:
    create(carrier_port=15070)
    assert TrunkAccount("trunk.carrier.demo", "127.0.0.2", 15070, ("127.0.0.2",)) in lent.accounts
    assert "balie.demo" in [account.name for account in lent.accounts]


def test_a_second_time_keeps_secrets_names_and_versions() -> None:
    company = create()
    Person.objects.for_company(company).filter(key="ann").update(name="Ann Janssens")
    secrets = dict(Device.objects.for_company(company).values_list("key", "secret"))
    assert create() == company
    assert dict(Device.objects.for_company(company).values_list("key", "secret")) == secrets
    assert Person.objects.for_company(company).get(key="ann").name == "Ann Janssens"
    assert [row.version for row in PublishedPlanRow.objects.for_company(company)] == [1, 1]
