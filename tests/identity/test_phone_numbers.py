"""Which telephones a code may be read out on, however people write the number."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from belplan.identity.limits import Refused
from belplan.identity.models import Account
from belplan.publishing.models import PublishedPlanRow
from belplan.tenancy.models import Company
from tests.companies import make_company, make_device, make_number, make_person, make_plan
from tests.identity.conftest import Clock
from tests.identity.people import Somebody

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def ann(account: Account, clock: Clock) -> Somebody:
    return Somebody(account, clock)


def refusal(ann: Somebody, number: str) -> str:
    with pytest.raises(ValidationError) as problem:
        ann.set_up("phone", number=number)
    [message] = problem.value.message_dict["number"]
    return message


@pytest.mark.parametrize(
    "written", ["0475 11 22 33", "+32 475 11 22 33", "0032475112233", "32475112233", "(0475) 11.22.33", "475112233"]
)
def test_with_or_without_country_code(ann: Somebody, written: str) -> None:
    factor, begun = ann.set_up("phone", number=written)
    assert factor.data == {"number": "32475112233"}
    assert begun.show == {"warning": ""}


def test_landlines_too_and_the_neighbours(ann: Somebody) -> None:
    assert ann.set_up("phone", number="02 580 50 00")[0].data == {"number": "3225805000"}
    assert ann.set_up("phone", number="+31 6 12345678")[0].data == {"number": "31612345678"}


@pytest.mark.parametrize("digits", ["112233", "1234567890123456"])
def test_fewer_than_7_and_more_than_15_digits_are_refused(ann: Somebody, digits: str) -> None:
    assert refusal(ann, digits) == (
        f"A telephone number has 7 to 15 digits, and this has {len(digits)}: write it in full."
    )


@pytest.mark.parametrize("digits", ["1234567", "123456789012345"])
def test_seven_and_fifteen_digits_are_not_refused_for_that(ann: Somebody, digits: str) -> None:
    assert "7 to 15" not in refusal(ann, digits)  # but no telephone has these


@pytest.mark.parametrize("number", ["0900 12 345", "+32 78 15 00 00", "+33 899 12 34 56", "+31 900 1234567"])
def test_premium_shared_cost_and_special_numbers_are_never_called(ann: Somebody, number: str) -> None:
    message = refusal(ann, number)
    assert "premium, shared-cost or special" in message or "is not a telephone number" in message


def test_satellites_and_countries_that_the_company_does_not_call_are_refused(ann: Somebody) -> None:
    for satellite in ("+870 772 000 000", "+882 13 000000"):
        assert "does not allow calls to that country" in refusal(ann, satellite)
    assert "does not allow calls to that country" in refusal(ann, "+1 202 555 0123")
    Company.objects.update(countries=["BE", "US"])
    ann.account.company.refresh_from_db()
    ann.set_up("phone", number="+1 202 555 0123")


def test_the_same_number_twice_is_refused(ann: Somebody) -> None:
    ann.with_phone().changing()
    assert "use this number already" in refusal(ann, "0475 11 22 33")


def test_the_page_shows_the_end_of_the_number_only(ann: Somebody) -> None:
    from belplan.identity.factors.catalogue import kind

    assert kind("phone").masked(ann.with_phone().factor()) == "•••• 22 33"


def published(company: Company, tree: dict[str, Any]) -> None:
    """02 580 50 00 leads to a plan with these steps."""
    make_number(company, plan=make_plan(company))
    PublishedPlanRow(company=company, key="main", version=1, tree=tree, library={}, by="test").save()


def test_a_number_of_this_exchange_that_rings_only_the_own_person_comes_with_a_warning(
    ann: Somebody, company: Company
) -> None:
    published(company, {"steps": [{"forward": {"user": "p201"}}, {"hang_up": {}}]})
    _factor, begun = ann.set_up("phone", number="02 580 50 00")
    assert "one of this exchange's own" in begun.show["warning"]


def test_or_one_of_the_own_devices(ann: Somebody, company: Company) -> None:
    make_device(company, "annsdesk", person=ann.account.person)
    published(company, {"steps": [{"forward": {"device": "annsdesk"}}]})
    ann.set_up("phone", number="02 580 50 00")


@pytest.mark.parametrize(
    "tree",
    [
        {"steps": [{"forward": {"user": "bart"}}]},
        {"steps": [{"forward": {"device": "bartsdesk"}}]},
        {"steps": [{"forward": {"plan": "other"}}]},
        {"steps": [{"ring_group": {"members": ["user/p201"]}}]},
        {"steps": [{"forward": {"user": "p201"}}, {"forward": {"user": "bart"}}]},
        {"steps": [{"forward": {"user": "p201"}, "steps": [{"forward": {"user": "bart"}}]}]},
        {"steps": [{"forward": {"user": "p201"}}], "diversions": [{"key": "away"}]},
        {"steps": []},
        {},
    ],
)
def test_any_other_plan_could_be_redirected_and_is_refused(
    ann: Somebody, company: Company, tree: dict[str, Any]
) -> None:
    bart = make_person(company, "bart", "202")
    make_device(company, "bartsdesk", person=bart)
    published(company, tree)
    assert "does not ring your own telephone directly" in refusal(ann, "02 580 50 00")


def test_a_number_of_another_company_here_is_refused(ann: Somebody) -> None:
    published(make_company("other"), {"steps": [{"forward": {"user": "p201"}}]})
    assert "does not ring your own telephone directly" in refusal(ann, "02 580 50 00")


def test_a_plan_changed_since_stops_the_next_code(ann: Somebody, company: Company) -> None:
    published(company, {"steps": [{"forward": {"user": "p201"}}]})
    factor, _begun = ann.set_up("phone", number="02 580 50 00")
    assert ann.right(ann.ask(factor)).right
    away = {"steps": [{"forward": {"external": "32475998877"}}]}
    PublishedPlanRow(company=company, key="main", version=2, tree=away, library={}, by="test").save()
    ann.begin()
    with pytest.raises(Refused, match="does not ring your own telephone directly"):
        ann.ask(ann.factor())
