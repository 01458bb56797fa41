"""Ann adds ways to prove who she is, chooses the first, takes one away; never is she left without what is required."""

from __future__ import annotations

from typing import Any

import pytest

from belplan.identity import own_factors
from belplan.identity.attempts import NotProved
from belplan.identity.models import Account, Purpose
from belplan.identity.needs import Need, still_needed
from belplan.identity.own_factors import NotAllowed
from belplan.messaging.models import OutgoingMail
from belplan.tenancy.models import AuditEntry, Company
from tests.identity.conftest import Clock
from tests.identity.people import Somebody, make_account

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PHONE = {"number": "0475 11 22 33"}
# A subscription as a browser makes it: a point on P-256 and sixteen bytes.
APP = {"endpoint": "https://updates.push.services.mozilla.com/wpush/v2/x", "p256dh": "B" + "A" * 86, "auth": "A" * 22}


@pytest.fixture
def newcomer(account: Account, clock: Clock) -> Somebody:
    return Somebody(account, clock)


def subjects() -> list[str]:
    return list(OutgoingMail.everywhere.order_by("id").values_list("subject", flat=True))


def add(who: Somebody, kind: str, typed: dict[str, Any]) -> None:
    factor, _begun = who.set_up(kind, **typed)
    assert who.right(who.ask(factor)).right


def test_a_newcomer_sets_up_a_telephone_confirmed_by_a_code(newcomer: Somebody) -> None:
    assert still_needed(newcomer.account) is Need.FIRST
    factor, _begun = newcomer.set_up("phone", **PHONE)
    assert own_factors.usable(newcomer.account) == []
    challenge = newcomer.ask(factor)
    assert newcomer.wrong(challenge).reason == "wrong"
    assert newcomer.right(challenge).right
    assert newcomer.factor().primary
    assert still_needed(newcomer.account) is Need.NOTHING
    newcomer.attempt.refresh_from_db()
    assert newcomer.attempt.proved
    [mail] = OutgoingMail.everywhere.all()
    assert (mail.subject, mail.to) == ("New way to sign in", "p201@demo.example")
    assert "Telephone call" in mail.text
    assert "475" not in mail.text
    [entry] = AuditEntry.objects.for_company(newcomer.account.company)
    assert (entry.who, entry.what, entry.origin) == ("201.demo", "second factor added", "192.0.2.7")
    assert entry.after == {"kind": "phone", "shown": "•••• 22 33"}


def test_where_the_company_asks_for_none_none_is_needed(newcomer: Somebody) -> None:
    Company.objects.update(require_second_factor=False)
    newcomer.account.company.refresh_from_db()
    assert still_needed(newcomer.account) is Need.NOTHING


def test_companies_ask_for_one_unless_they_say_otherwise(company: Company) -> None:
    assert company.require_second_factor is True


def test_the_password_alone_adds_nothing_where_a_factor_is(ann: Somebody) -> None:
    for purpose in Purpose:
        ann.begin(purpose)
        with pytest.raises(NotProved):
            ann.set_up("authenticator")


def test_a_set_up_begun_before_the_first_factor_cannot_be_ended_after_it(account: Account, clock: Clock) -> None:
    """Somebody with the first password prepares a telephone, and waits until its owner has set up hers."""
    thief = Somebody(account, clock)
    factor, _begun = thief.set_up("phone", number="+32 475 99 88 77")
    challenge = thief.ask(factor)
    Somebody(account, clock).authenticator()
    with pytest.raises(NotProved):
        thief.right(challenge)
    assert len(own_factors.usable(account)) == 1


def test_the_attempt_of_a_change_ends_after_a_quarter(ann: Somebody, clock: Clock) -> None:
    ann.changing()
    clock.later(minutes=14, seconds=59)
    ann.set_up("authenticator")
    clock.later(seconds=1)
    with pytest.raises(NotProved):
        ann.set_up("authenticator")


def test_the_app_demands_a_backup(newcomer: Somebody) -> None:
    add(newcomer, "app", APP)
    assert still_needed(newcomer.account) is Need.BACKUP
    newcomer.authenticator()
    assert still_needed(newcomer.account) is Need.NOTHING


def test_recovery_codes_are_no_backup_for_the_app(newcomer: Somebody) -> None:
    add(newcomer, "app", APP)
    newcomer.set_up("recovery")
    assert still_needed(newcomer.account) is Need.BACKUP


def test_a_mobile_number_in_the_details_becomes_the_backup_by_itself(newcomer: Somebody) -> None:
    person = newcomer.account.person
    assert person
    person.mobile = "0475 99 88 77"
    person.store()
    add(newcomer, "app", APP)
    assert still_needed(newcomer.account) is Need.NOTHING
    app, phone = own_factors.usable(newcomer.account)
    assert (app.kind, app.primary, phone.kind, phone.primary) == ("app", True, "phone", False)
    assert phone.data == {"number": "32475998877"}
    assert subjects().count("New way to sign in") == 2


def test_but_no_mobile_number_where_no_code_may_be_read_out(newcomer: Somebody) -> None:
    person = newcomer.account.person
    assert person
    person.mobile = "+1 202 555 0123"
    person.store()
    add(newcomer, "app", APP)
    assert still_needed(newcomer.account) is Need.BACKUP


def test_choosing_the_primary(ann: Somebody, clock: Clock) -> None:
    ann.changing().authenticator()
    own_factors.make_primary(ann.attempt, ann.factor("authenticator"), ann.where, clock.now)
    assert [f.kind for f in own_factors.usable(ann.account)] == ["authenticator", "phone"]
    assert AuditEntry.objects.for_company(ann.account.company).filter(what="primary second factor").exists()


def test_removing_one_passes_the_first_place_on(ann: Somebody, clock: Clock) -> None:
    ann.changing().authenticator()
    own_factors.remove(ann.attempt, ann.factor("phone"), ann.where, clock.now)
    assert [(f.kind, f.primary) for f in own_factors.usable(ann.account)] == [("authenticator", True)]
    assert subjects()[-1] == "A way to sign in was removed"


def test_the_last_one_stays_while_the_company_requires_one(ann: Somebody, clock: Clock) -> None:
    ann.changing()
    with pytest.raises(NotAllowed, match="add another before you remove the last one"):
        own_factors.remove(ann.attempt, ann.factor(), ann.where, clock.now)
    Company.objects.update(require_second_factor=False)
    ann.account.company.refresh_from_db()
    own_factors.remove(ann.attempt, ann.factor(), ann.where, clock.now)
    assert not ann.account.factors.exists()


def test_recovery_codes_alone_are_not_enough_to_stay(ann: Somebody, clock: Clock) -> None:
    ann.changing().set_up("recovery")
    with pytest.raises(NotAllowed):
        own_factors.remove(ann.attempt, ann.factor("phone"), ann.where, clock.now)


def test_the_apps_last_backup_stays(ann: Somebody, clock: Clock) -> None:
    add(ann.changing(), "app", APP)
    with pytest.raises(NotAllowed, match="The app needs a telephone or an authenticator"):
        own_factors.remove(ann.attempt, ann.factor("phone"), ann.where, clock.now)


def test_nobody_changes_anothers(ann: Somebody, company: Company, clock: Clock) -> None:
    bart = Somebody(make_account(company, extension="202"), clock).with_phone("32475998877")
    ann.changing()
    with pytest.raises(NotProved):
        own_factors.remove(ann.attempt, bart.factor(), ann.where, clock.now)
    with pytest.raises(NotProved):
        own_factors.make_primary(ann.attempt, bart.factor(), ann.where, clock.now)


def test_a_sign_in_changes_nothing_that_is_there(ann: Somebody, clock: Clock) -> None:
    ann.right(ann.ask())
    with pytest.raises(NotProved):
        own_factors.remove(ann.attempt, ann.factor(), ann.where, clock.now)


@pytest.mark.parametrize("wrong", [{"endpoint": "ftp://x"}, {"endpoint": ""}, {"p256dh": "AA"}, {"auth": "é"}])
def test_a_broken_subscription_is_refused_with_the_mend(newcomer: Somebody, wrong: dict[str, str]) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="link the app again"):
        newcomer.set_up("app", **{**APP, **wrong})
