"""A telephone's MAC address is written in any form and stands once on the platform; its keys are checked one by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from belplan.exchange.models import Device
from belplan.exchange.models.line_keys import LineKey
from tests.companies import make_company, make_device

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.mark.parametrize("written", ["80:5E:C0:12:34:56", "80-5e-c0-12-34-56", "805e.c012.3456", " 805EC0123456 "])
def test_a_mac_address_is_taken_in_any_usual_form(written: str) -> None:
    assert make_device(make_company(), mac=written).mac == "805ec0123456"


def test_a_mac_address_stands_once_on_the_platform() -> None:
    make_device(make_company("acme"), mac="805ec0123456")
    with pytest.raises(ValidationError, match="already in use"):
        make_device(make_company("bolt"), mac="80:5e:c0:12:34:56")


def test_telephones_without_a_mac_address_do_not_hinder_each_other() -> None:
    company = make_company()
    make_device(company, "desk")
    make_device(company, "hall")


def test_a_wrong_mac_address_is_refused_by_name() -> None:
    with pytest.raises(ValidationError) as refused:
        make_device(make_company(), mac="805ec01234")
    assert refused.value.message_dict == {"mac": ["Copy the 12 digits and letters a to f from its label."]}


def test_keys_are_read_in_their_order() -> None:
    keys: list[dict[str, str]] = [{"kind": "line"}, {"kind": "blf", "number": "202", "label": "Bart"}]
    device = make_device(make_company(), line_keys=keys)
    assert Device.everywhere.get(pk=device.pk).keys == (LineKey("line"), LineKey("blf", "202", "Bart"))


@pytest.mark.parametrize(
    ("keys", "mend"),
    [
        ({}, "Give a list"),
        (["blf"], "Key 1: give its kind, number and label."),
        ([{"kind": "line"}, {"kind": "lamp"}], "Key 2: choose one of the kinds"),
        ([{"kind": "blf", "number": "20 2"}], "Key 1: write its number"),
        ([{"kind": "blf", "number": "202", "label": "Bart\nsecret"}], "Key 1: shorten its label"),
    ],
)
def test_a_wrong_key_is_named_by_its_place(keys: Any, mend: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make_device(make_company(), line_keys=keys)
    assert refused.value.message_dict["line_keys"][0].startswith(mend)
