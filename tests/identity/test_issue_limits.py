"""How often a code may be asked for: by one person, from one address, to one number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from belplan.identity.factors.base import Where
from belplan.identity.limits import Refused
from belplan.identity.models import Account
from belplan.identity.whereabouts import network
from belplan.tenancy.models import Company
from tests.identity.conftest import Clock
from tests.identity.people import Somebody, make_account

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def refused(who: Somebody) -> Refused:
    with pytest.raises(Refused) as problem:
        who.ask()
    return problem.value


@pytest.fixture
def pushed(account: Account, clock: Clock) -> Somebody:
    """Somebody with the app: no limits of a number come first."""
    somebody = Somebody(account, clock)
    somebody.keep("app", {"endpoint": "https://push.example/1"}, primary=True)
    somebody.factor = lambda kind="app": account.factors.get(kind=kind)  # type: ignore[method-assign]
    return somebody


def test_a_new_code_only_after_thirty_seconds(pushed: Somebody, clock: Clock) -> None:
    pushed.ask()
    clock.later(seconds=29)
    problem = refused(pushed)
    assert (problem.reason, problem.wait) == ("haste", timedelta(seconds=1))
    clock.later(seconds=1)
    pushed.ask()


def test_not_in_another_sign_in_either(pushed: Somebody, clock: Clock) -> None:
    pushed.ask()
    pushed.begin()
    clock.later(seconds=29)
    assert refused(pushed).reason == "haste"


def test_after_the_right_code_there_is_nothing_to_wait_for(pushed: Somebody) -> None:
    pushed.right(pushed.ask())
    pushed.begin()
    pushed.ask()


def test_three_codes_a_sign_in(pushed: Somebody, clock: Clock) -> None:
    for _number in range(3):
        pushed.ask()
        clock.later(seconds=30)
    assert refused(pushed).reason == "sign_in"
    pushed.begin()
    pushed.ask()


def test_five_codes_an_hour(pushed: Somebody, clock: Clock) -> None:
    for _number in range(5):
        pushed.begin()
        pushed.ask()
        clock.later(minutes=5)
    pushed.begin()
    problem = refused(pushed)
    assert (problem.reason, problem.wait) == ("many", timedelta(minutes=35))
    clock.later(minutes=34, seconds=59)
    pushed.begin()
    assert refused(pushed).reason == "many"
    clock.later(seconds=1)
    pushed.ask()


def test_ten_codes_in_twenty_four_hours(pushed: Somebody, clock: Clock) -> None:
    for _number in range(10):
        pushed.begin()
        pushed.ask()
        clock.later(hours=1)
    pushed.begin()
    problem = refused(pushed)
    assert (problem.reason, problem.wait) == ("many", timedelta(hours=14))
    clock.later(hours=14)
    pushed.begin()
    pushed.ask()


def test_taking_a_factor_away_makes_nothing_forgotten(account: Account, clock: Clock) -> None:
    """Setting up again and again would else ring telephones for ever."""
    newcomer = Somebody(account, clock)
    for number in range(3):
        factor, _begun = newcomer.set_up("phone", number=f"+32 475 11 22 3{number}")
        newcomer.ask(factor)
        clock.later(seconds=30)
    factor, _begun = newcomer.set_up("phone", number="+32 475 11 22 39")
    with pytest.raises(Refused, match="third code"):
        newcomer.ask(factor)


def colleague(company: Company, number: int, clock: Clock, where: Where) -> Somebody:
    account = make_account(company, extension=f"{300 + number}")
    return Somebody(account, clock, where).with_phone(f"324751122{number:02}")


def test_ten_codes_an_hour_from_one_address_that_no_success_followed(company: Company, clock: Clock) -> None:
    office = Where(address="192.0.2.9", network="192.0.2.9")
    people = [colleague(company, number, clock, office) for number in range(12)]
    assert people[0].right(people[0].ask()).right  # followed by success: does not count
    for somebody in people[1:11]:
        somebody.ask()
    assert refused(people[11]).reason == "address"
    people[11].where = Where(address="192.0.2.10", network="192.0.2.10")
    people[11].ask()


def test_an_hour_later_the_address_is_free_again(company: Company, clock: Clock) -> None:
    office = Where(address="192.0.2.9", network="192.0.2.9")
    people = [colleague(company, number, clock, office) for number in range(11)]
    for somebody in people[:10]:
        somebody.ask()
    clock.later(minutes=59, seconds=59)
    people[10].begin()
    assert refused(people[10]).reason == "address"
    clock.later(seconds=1)
    people[10].ask()


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", ""),
    ],
)
def test_ipv6_counts_by_64_bits(address: str, counted: str) -> None:
    assert network(address) == counted


def test_a_number_is_called_once_in_thirty_seconds_whoever_asks(ann: Somebody, company: Company, clock: Clock) -> None:
    bart = Somebody(make_account(company, extension="202"), clock).with_phone()
    ann.ask()
    clock.later(seconds=29)
    assert refused(bart).reason == "number"
    clock.later(seconds=1)
    bart.ask()


def family(company: Company, clock: Clock, count: int) -> list[Somebody]:
    """People who share one telephone."""
    people = [Somebody(make_account(company, extension=f"{300 + n}"), clock) for n in range(count)]
    return [somebody.with_phone() for somebody in people]


def test_five_calls_an_hour_to_a_number(company: Company, clock: Clock) -> None:
    people = family(company, clock, 6)
    for somebody in people[:5]:
        somebody.ask()
        clock.later(minutes=1)
    problem = refused(people[5])
    assert (problem.reason, problem.wait) == ("number", timedelta(minutes=55))
    clock.later(minutes=55)
    people[5].begin()
    people[5].ask()


def test_ten_calls_a_day_to_a_number(company: Company, clock: Clock) -> None:
    one, other = family(company, clock, 2)
    for _number in range(5):
        for somebody in (one, other):
            somebody.begin()
            somebody.ask()
            clock.later(minutes=30)
    one.begin()
    assert refused(one).reason == "number"
    clock.later(hours=19)
    one.begin()
    one.ask()
