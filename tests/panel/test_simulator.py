"""What would happen if … : the same answer as a real call, told in words."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from belplan.exchange.models import Trunk
from belplan.tenancy.models import Company

pytestmark = [pytest.mark.database, pytest.mark.django_db]

WEEKDAY, SUNDAY = "2026-11-24T10:00", "2026-11-22T15:00"


def tried(client: Client, **call: str) -> str:
    answer = client.get("/simulator/", {"caller": "0475 11 22 33", "to": "02/580.50.00", "at": WEEKDAY, **call})
    assert answer.status_code == 200
    text = answer.content.decode().split("<main", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_on_sunday_the_opening_hours_are_said_and_the_plan_hangs_up(administrator: Client) -> None:
    page = tried(administrator, at=SUNDAY)
    assert "Beëindigd door het belplan" in page
    assert "Meldtekst (stap 2 van Hoofdnummer) Buiten Kantooruren (zondag)" in page
    assert "De beller hoort: “Wij zijn bereikbaar op werkdagen van 9 tot 17 uur.”" in page


def test_in_office_hours_ann_answers(administrator: Client) -> None:
    page = tried(administrator, **{"user/ann": "answers"})
    assert "Het rinkelt bij Ann Peeters" in page
    assert "0:05 Ann Peeters neemt op" in page
    assert "Opgenomen Ann Peeters nam op" in page


def test_busy_comes_before_the_step_that_follows(administrator: Client) -> None:
    page = tried(administrator, **{"user/ann": "busy"})
    assert page.index("Ann Peeters is bezet") < page.index("Belgroep (stap 1.4 van Hoofdnummer)")


def test_numbers_are_taken_in_any_form_and_shown_back(administrator: Client) -> None:
    for form in ("+32 2 580 50 00", "003225805000", "3225805000", "02 580 50 00"):
        text = administrator.get("/simulator/", {"caller": "", "to": form, "at": SUNDAY}).content.decode()
        assert 'value="02 580 50 00"' in text
        assert "verborgen nummer belt 02 580 50 00" in text


def test_a_plan_can_be_called_by_its_internal_number(administrator: Client) -> None:
    assert "Ann Peeters (201) belt 800" in tried(administrator, caller="201", to="800", at=SUNDAY)


@pytest.mark.parametrize(
    ("call", "mend"),
    [
        ({"to": "0478 99 88 77"}, "0478 99 88 77 is geen nummer van je bedrijf: kies er een uit de lijst."),
        ({"to": "12"}, "12 is geen telefoonnummer"),
        ({"to": ""}, "Vul het nummer in dat gebeld wordt"),
        ({"at": "morgen"}, "Schrijf de dag en het uur als 2026-11-24 10:00."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    administrator: Client, call: dict[str, str], mend: str
) -> None:
    asked = {"caller": "0475112233", "to": "025805000", "at": WEEKDAY, "user/ann": "busy", **call}
    text = administrator.get("/simulator/", asked).content.decode()
    assert mend in text
    assert 'value="0475112233"' in text
    assert '<option value="busy" selected>' in text
    assert all(f'value="{value}"' in text for value in call.values() if value)


def test_without_a_line_to_the_outside_it_says_what_is_missing(administrator: Client, demo: Company) -> None:
    Trunk.objects.for_company(demo).delete()
    assert "het bedrijf heeft geen lijn naar buiten" in tried(administrator)


def test_an_empty_form_proposes_now_and_the_plans_number(administrator: Client) -> None:
    text = administrator.get("/simulator/", {"to": "3225805000"}).content.decode()
    assert 'value="02 580 50 00"' in text
    assert "Wat zou een beller horen?" in text
