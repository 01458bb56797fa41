"""An operator and an administrator look how a trunk stands with its carrier, and what to do where it fails."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from belplan.engine.door import AnyRequest, AskTrunks, EngineAway, Reply
from belplan.identity.models import Role
from belplan.switch.port import TrunkStanding, TrunkState
from belplan.tenancy.models import Company
from tests.companies import make_company
from tests.panel.conftest import signed_in

pytestmark = [pytest.mark.database, pytest.mark.django_db]

stands: list[TrunkStanding] = []


def told(request: AnyRequest) -> Reply:
    """An engine that knows what stands last in `stands`."""
    if not isinstance(request, AskTrunks) or not stands:
        raise EngineAway
    return Reply(trunks={"carrier": stands[-1]})


@pytest.fixture(autouse=True)
def engine(settings: Any) -> None:
    stands.clear()
    settings.BELPLAN_ASK_ENGINE = f"{__name__}.told"


@pytest.fixture
def operator(demo: Company) -> Client:
    return signed_in(make_company("platform", require_second_factor=False), "op.platform", Role.OPERATOR)


def said(client: Client, address: str) -> str:
    return html.unescape(client.get(address).content.decode())


@pytest.mark.parametrize(
    ("state", "status", "text"),
    [
        (TrunkState.REGISTERED, 0, "Geregistreerd bij de operator"),
        (TrunkState.TRYING, 0, "nog niet geantwoord"),
        (TrunkState.REFUSED, 403, "weigert de gebruikersnaam of het wachtwoord (403)"),
        (TrunkState.REFUSED, 404, "kent deze gebruikersnaam niet (404)"),
        (TrunkState.REFUSED, 503, "niemand kan registreren (503)"),
        (TrunkState.REFUSED, 420, "weigert dat (420)"),
        (TrunkState.REFUSED, 0, "weigert dat."),
        (TrunkState.NO_ANSWER, 0, "antwoordt niet"),
        (TrunkState.REACHABLE, 0, "De operator antwoordt."),
        (TrunkState.UNREACHABLE, 0, "OPTIONS"),
    ],
)
def test_it_is_said_in_words(operator: Client, state: TrunkState, status: int, text: str) -> None:
    stands.append(TrunkStanding(state, status))
    assert text in said(operator, "/companies/demo/trunks-standing/?trunk=carrier")


def test_the_operator_reads_the_mend_and_the_company_whom_to_tell(operator: Client, administrator: Client) -> None:
    stands.append(TrunkStanding(TrunkState.REFUSED, 401))
    assert "Vergelijk beide" in said(operator, "/companies/demo/trunks-standing/")
    ours = said(administrator, "/numbers/standing/")
    assert "weigert de gebruikersnaam of het wachtwoord (401)" in ours
    assert "zeg het aan wie het platform beheert" in ours
    assert "Vergelijk" not in ours


def test_it_is_not_known_while_the_engine_is_away(administrator: Client) -> None:
    assert "niet bekend" in said(administrator, "/numbers/standing/")


def test_the_pages_ask_for_it(operator: Client, administrator: Client) -> None:
    for client, page, part in (
        (operator, "/companies/demo/", "/companies/demo/trunks-standing/"),
        (operator, "/companies/demo/trunks/carrier/", "/companies/demo/trunks-standing/?trunk=carrier"),
        (administrator, "/numbers/", "/numbers/standing/"),
    ):
        assert f'hx-get="{part}"' in said(client, page)
