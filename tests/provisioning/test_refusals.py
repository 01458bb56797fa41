"""Whoever guesses, replays or comes late gets one and the same answer, and after ten of them nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponseBase

from belplan.exchange.models import Device
from belplan.provisioning.models import Miss, Provisioning
from belplan.provisioning.opening import enable
from belplan.provisioning.phones import company_base, device_base
from belplan.tenancy.models import Company
from tests.companies import make_company, make_device
from tests.provisioning.conftest import HOUR, START
from tests.provisioning.telephone import MAC, Telephone, seen

pytestmark = [pytest.mark.database, pytest.mark.django_db]
FILE = f"{MAC}.cfg"
STRANGER = Telephone(address="203.0.113.9")
MINUTE = timedelta(minutes=1)
Ask = Callable[[Company, Device], HttpResponseBase]


def unknown_mac(acme: Company, desk: Device) -> HttpResponseBase:
    return Telephone(agent="curl").fetch(company_base(acme), "805ec0999999.cfg", START)


def wrong_token(acme: Company, desk: Device) -> HttpResponseBase:
    return STRANGER.fetch(f"/provision/{'0' * 32}/", FILE, START)


def wrong_token_for_an_unknown_mac(acme: Company, desk: Device) -> HttpResponseBase:
    return STRANGER.fetch(f"/provision/{'0' * 32}/", "805ec0999999.cfg", START)


def another_companys_token(acme: Company, desk: Device) -> HttpResponseBase:
    return STRANGER.fetch(company_base(make_company("bolt")), FILE, START)


def another_devices_token(acme: Company, desk: Device) -> HttpResponseBase:
    other = make_device(acme, "hall", brand="yealink", type="t53", mac="805ec0aaaaaa")
    return STRANGER.fetch(device_base(enable(other, START)), FILE, START)


def another_telephones_agent(acme: Company, desk: Device) -> HttpResponseBase:
    agent = "Yealink SIP-T54W 96.86.0.70 80:5e:c0:99:99:99"
    return Telephone(agent=agent).fetch(company_base(acme), FILE, START)


def a_replay_from_elsewhere(acme: Company, desk: Device) -> HttpResponseBase:
    Telephone().text(company_base(acme), FILE, START)
    return STRANGER.fetch(company_base(acme), FILE, START + HOUR)


def too_late(acme: Company, desk: Device) -> HttpResponseBase:
    return Telephone().fetch(company_base(acme), FILE, START + 24 * HOUR)


def too_late_by_its_own_address(acme: Company, desk: Device) -> HttpResponseBase:
    return Telephone().fetch(device_base(Provisioning.everywhere.get(device=desk)), FILE, START + 25 * HOUR)


def not_enabled(acme: Company, desk: Device) -> HttpResponseBase:
    make_device(acme, "hall", brand="yealink", type="t53", mac="805ec0aaaaaa")
    return Telephone(agent="").fetch(company_base(acme), "805ec0aaaaaa.cfg", START)


def a_file_that_is_not_there(acme: Company, desk: Device) -> HttpResponseBase:
    return Telephone().fetch(company_base(acme), f"{MAC}.txt", START)


def the_folder_itself(acme: Company, desk: Device) -> HttpResponseBase:
    return Telephone().fetch(company_base(acme), "", START)


def a_phonebook_without_a_telephone(acme: Company, desk: Device) -> HttpResponseBase:
    return STRANGER.fetch(company_base(acme), "phonebook.xml", START)


def a_path_out_of_the_folder(acme: Company, desk: Device) -> HttpResponseBase:
    return STRANGER.fetch(company_base(acme), f"../{FILE}", START)


GUESSES: list[Ask] = [
    unknown_mac,
    wrong_token,
    wrong_token_for_an_unknown_mac,
    another_companys_token,
    another_devices_token,
    another_telephones_agent,
    a_replay_from_elsewhere,
    too_late,
    too_late_by_its_own_address,
    not_enabled,
    a_file_that_is_not_there,
    the_folder_itself,
    a_phonebook_without_a_telephone,
    a_path_out_of_the_folder,
]
any_guess = pytest.mark.parametrize("guess", GUESSES, ids=lambda guess: guess.__name__)


@any_guess
def test_every_miss_looks_the_same_and_counts(acme: Company, desk: Device, guess: Ask) -> None:
    enable(desk, START)
    assert seen(guess(acme, desk)) == (404, {"Content-Type": "text/plain; charset=utf-8"}, b"Not found\n")
    assert Miss.objects.count() == 1


@any_guess
def test_ten_misses_of_any_kind_are_a_ban(acme: Company, desk: Device, guess: Ask) -> None:
    """After it even the right address, file and telephone get what everybody gets."""
    enable(desk, START)
    miss = guess(acme, desk)
    network = Miss.objects.get().network
    again = Telephone(address=network)
    for _ in range(9):
        again.fetch("/provision/x/", "y", START + HOUR)
    hall = make_device(acme, "own", brand="yealink", type="t53", mac="805ec0bbbbbb")
    base = device_base(enable(hall, START))
    banned = Telephone(address=network, agent="")
    last = Miss.objects.order_by("-at")[0].at
    assert seen(banned.fetch(base, "805ec0bbbbbb.cfg", last + MINUTE)) == seen(miss)


def test_a_ban_ends_an_hour_after_its_last_miss_and_does_not_grow(acme: Company, desk: Device) -> None:
    enable(desk, START)
    telephone, base = Telephone(), company_base(acme)
    for minute in range(10):
        telephone.fetch(base, "805ec0999999.cfg", START + minute * MINUTE)
    for minute in range(10, 69):
        assert telephone.fetch(base, FILE, START + minute * MINUTE).status_code == 404
    assert Miss.objects.count() == 10
    assert desk.secret in telephone.text(base, FILE, START + 69 * MINUTE)


def test_nine_misses_are_forgiven(acme: Company, desk: Device) -> None:
    enable(desk, START)
    for _ in range(9):
        Telephone().fetch(company_base(acme), "805ec0999999.cfg", START)
    assert desk.secret in Telephone().text(company_base(acme), FILE, START)


def test_misses_spread_over_more_than_an_hour_are_no_ban(acme: Company, desk: Device) -> None:
    enable(desk, START)
    for place in range(10):
        Telephone().fetch(company_base(acme), "805ec0999999.cfg", START + place * 7 * MINUTE)
    assert desk.secret in Telephone().text(company_base(acme), FILE, START + 64 * MINUTE)


def test_a_ban_is_of_a_whole_ipv6_network_and_of_nobody_else(acme: Company, desk: Device) -> None:
    enable(desk, START)
    base = company_base(acme)
    for place in range(10):
        Telephone(address=f"2001:db8:1:2::{place}").fetch(base, "805ec0999999.cfg", START)
    assert Telephone(address="2001:db8:1:2:ffff::1").fetch(base, FILE, START).status_code == 404
    assert desk.secret in Telephone(address="2001:db8:1:3::1").text(base, FILE, START)


def test_a_replay_gets_nothing_but_the_telephone_itself_still_does(acme: Company, desk: Device) -> None:
    enable(desk, START)
    base = company_base(acme)
    Telephone().text(base, FILE, START)
    assert STRANGER.fetch(base, FILE, START).status_code == 404
    assert desk.secret in Telephone().text(base, FILE, START)


def test_a_replay_gets_no_phonebook_either(acme: Company, desk: Device) -> None:
    enable(desk, START)
    base = company_base(acme)
    Telephone().text(base, FILE, START)
    assert STRANGER.fetch(base, f"{MAC}-phonebook.xml", START).status_code == 404
    assert Telephone().fetch(base, f"{MAC}-phonebook.xml", START).status_code == 200


def test_after_its_first_day_a_telephone_may_move_house(acme: Company, desk: Device) -> None:
    enable(desk, START)
    base = company_base(acme)
    Telephone().text(base, FILE, START)
    text = Telephone(address="198.51.100.7").text(base, FILE, START + 25 * HOUR)
    assert desk.secret not in text


def test_what_telephones_are_known_to_ask_for_is_no_guess(acme: Company, desk: Device) -> None:
    """A restart after a power cut asks for firmware and common files many times from one office."""
    enable(desk, START)
    base = company_base(acme)
    for _ in range(20):
        for name in ("y000000000096.cfg", "y000000000000.boot", f"{MAC}.boot", f"{MAC}-all.cfg"):
            assert Telephone().fetch(base, name, START).status_code == 404
    assert desk.secret in Telephone().text(base, FILE, START)


def test_but_for_another_telephone_it_is_a_guess(acme: Company, desk: Device) -> None:
    enable(desk, START)
    Telephone(agent="").fetch(company_base(acme), "805ec0999999.boot", START)
    assert Miss.objects.count() == 1


def test_nothing_can_be_left_with_us(acme: Company, desk: Device) -> None:
    enable(desk, START)
    answer = Telephone().fetch(company_base(acme), FILE, START, method="PUT")
    assert answer.status_code == 404
    assert Provisioning.everywhere.get(device=desk).fetched_at is None


def test_old_misses_are_swept_away() -> None:
    STRANGER.fetch("/provision/x/", "y", START)
    STRANGER.fetch("/provision/x/", "y", START + 25 * HOUR)
    assert Miss.objects.count() == 1
