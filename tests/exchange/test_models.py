"""What a company arranges is checked field by field, and the database holds what must never go wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from belplan.callplan.textform import read_plan, read_yaml
from belplan.exchange.drafts import store_draft
from belplan.exchange.models import (
    Device,
    DraftPlan,
    Hours,
    InternalNumber,
    Number,
    Person,
    PhonebookEntry,
    Sound,
    Trunk,
)
from belplan.tenancy.models import TenantModel
from tests.companies import make_company, make_device, make_number, make_person, make_plan

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def refusal(row: TenantModel) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        row.store()
    return refused.value.message_dict


def test_an_extension_is_one_persons_or_one_plans() -> None:
    company = make_company()
    make_person(company, "ann", "201")
    make_plan(company, "main", internal="800")

    assert refusal(Person(company=company, key="bart", name="Bart", extension="201")) == {
        "extension": ["201 is already the internal number of Ann: choose another."]
    }
    assert refusal(Person(company=company, key="bart", name="Bart", extension="800")) == {
        "extension": ["800 is already the internal number of Main: choose another."]
    }
    assert "internal" in refusal(DraftPlan(company=company, key="other", name="Other", internal="201"))


def test_the_database_itself_gives_an_internal_number_once() -> None:
    """Two sign-ups at once both pass the check; one of them must still fail."""
    company = make_company()
    make_plan(company, "main", internal="800")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person(company=company, key="bart", name="Bart", extension="800").save()
    assert not Person.objects.for_company(company).exists()


def test_an_extension_is_free_again_once_its_owner_moved_or_left() -> None:
    company = make_company()
    ann = make_person(company, "ann", "201")
    ann.extension = "202"
    ann.store()
    bart = make_person(company, "bart", "201")
    bart.delete()
    plan = make_plan(company, "main", internal="201")
    plan.internal = ""
    plan.store()
    assert [n.digits for n in InternalNumber.objects.for_company(company)] == ["202"]


@pytest.mark.parametrize(("extension", "mend"), [("2", "2 to 6"), ("2000000", "6"), ("20a", "2 to 6"), ("112", "hide")])
def test_a_wrong_extension_is_refused(extension: str, mend: str) -> None:
    found = refusal(Person(company=make_company(), key="ann", name="Ann", extension=extension))
    assert mend in " ".join(found["extension"])


def test_a_key_is_taken_once_in_a_company() -> None:
    company = make_company()
    make_person(company, "ann", "201")
    found = refusal(Person(company=company, key="ann", name="Other", extension="202"))
    assert found == {"key": ["ann is already in use: choose another."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Person(company=company, key="ann", name="Other", extension="202").save()


def test_a_device_gets_its_sip_account_and_a_secret_of_its_own() -> None:
    company = make_company()
    desk, lobby = make_device(company, "desk"), make_device(company, "lobby")
    assert desk.account == "desk.acme"
    assert len(bytes.fromhex(desk.secret)) == 16
    assert desk.secret != lobby.secret


def test_a_sip_account_is_on_the_platform_once() -> None:
    make_device(make_company("acme"), "desk", account="desk.acme")
    found = refusal(Device(company=make_company("bolt"), key="desk", name="Desk", account="desk.acme"))
    assert found == {"account": ["This SIP username is in use: choose another."]}


@pytest.mark.parametrize(
    ("key", "field"), [("trunk", "__all__"), ("Desk", "key"), ("1desk", "key"), ("desk.x", "key"), ("desk;x", "key")]
)
def test_a_device_key_that_makes_no_account_is_refused(key: str, field: str) -> None:
    assert field in refusal(Device(company=make_company(), key=key, name="Desk"))


def test_a_pasted_number_is_stored_and_shown_back_in_digits() -> None:
    company = make_company()
    assert make_number(company, "02 580 50 00").digits == "3225805000"
    entry = PhonebookEntry(company=company, number="0475/11.22.33", name="Wim").store()
    assert entry.number == "32475112233"
    assert "number" in refusal(PhonebookEntry(company=company, number="+32 475 11 22 33", name="Again"))


def test_a_number_is_on_the_platform_once() -> None:
    make_number(make_company("acme"), "3225805000")
    found = refusal(Number(company=make_company("bolt"), digits="02 580 50 00"))
    assert found == {"digits": ["This number is already in use: remove it there first."]}


def test_a_trunk_is_known_by_addresses_or_by_its_registration() -> None:
    company = make_company()
    trunk = Trunk(company=company, key="carrier", name="Carrier", host="192.0.2.1", addresses=["192.0.2.0/24"]).store()
    assert trunk.account == "trunk.carrier.acme"

    def other(**fields: Any) -> dict[str, list[str]]:
        return refusal(Trunk(company=company, key="other", name="Other", **{"host": "192.0.2.1", **fields}))

    assert "addresses" in other()
    assert "register" in other(register=True)
    assert "addresses" in other(addresses=["192.0.2.300"])
    assert "host" in other(addresses=["192.0.2.1"], host="bad host;x")


def test_hours_are_checked_by_their_entries() -> None:
    company = make_company()
    entries = [{"days": "mon-fri", "from": "09:00", "to": "17:00"}]
    hours = Hours(company=company, key="office", name="Office", data={"entries": entries}).store()
    assert hours.contents().name == "Office"

    wrong = {"entries": [{"days": "mon-fri", "from": "9h", "to": "17:00"}]}
    found = refusal(Hours(company=company, key="odd", name="Odd", data=wrong))
    assert "9h" in found["data"][0]
    assert "data" in refusal(Hours(company=company, key="odd", name="Odd", data=[1]))


def test_a_sound_lies_in_its_companys_folder() -> None:
    company = make_company()
    Sound(company=company, key="hello", name="Hello", file="sounds/acme/hello.wav", seconds=2.0).store()
    for file in ("sounds/bolt/hello.wav", "sounds/acme/../bolt/hello.wav", "/etc/passwd"):
        assert "file" in refusal(Sound(company=company, key="other", name="Other", file=file, seconds=1.0))


TEXT = """
name: Main
internal: 800
numbers: ["3225805000"]
steps:
  - announcement: {say: Hello, language: en}
  - hang_up: {}
"""


def test_a_plan_comes_out_of_the_database_as_it_went_in() -> None:
    company = make_company()
    make_number(company, "3225805000")
    draft = store_draft(company, read_yaml(TEXT))
    assert (draft.key, draft.internal, draft.edits) == ("main", "800", 1)
    assert read_plan(draft.text_form()) == read_yaml(TEXT)
    assert store_draft(company, read_yaml(TEXT)).edits == 2
    assert DraftPlan.objects.for_company(company).count() == 1


def test_a_plan_takes_only_the_companys_free_numbers_and_nothing_is_half_stored() -> None:
    company = make_company()
    with pytest.raises(ValidationError, match="not a number of this company"):
        store_draft(company, read_yaml(TEXT))
    make_number(company, "3225805000", plan=make_plan(company, "other"))
    with pytest.raises(ValidationError, match="linked to call plan Other"):
        store_draft(company, read_yaml(TEXT))
    assert [d.key for d in DraftPlan.objects.for_company(company)] == ["other"]


def test_a_number_left_out_of_the_text_is_unlinked() -> None:
    company = make_company()
    number = make_number(company, "3225805000")
    store_draft(company, read_yaml(TEXT))
    store_draft(company, read_yaml(TEXT.replace('["3225805000"]', "[]")))
    number.refresh_from_db()
    assert number.plan is None
