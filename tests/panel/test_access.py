"""House test: every address, asked by every role about things of another company; a new address is walked by itself.

What changes nothing is fetched, what only takes a form is sent one. Nobody learns or changes anything of a company
that is not theirs; the operator sees the list of companies, and no more of one than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from belplan.exchange import jobs, photos
from belplan.exchange.models import CallerList, Device, HoldMusic, Menu, Number, Person, PhonebookEntry, Sound, Trunk
from belplan.exchange.photos import square
from belplan.identity import help_consent
from belplan.identity.factors.base import Where
from belplan.identity.models import Account, Factor, OpenSession, Role
from belplan.panel.people_import.work import CHECK
from belplan.panel.sounds.work import MAKE
from belplan.publishing.models import Scenario
from belplan.publishing.own_plans import open_route
from belplan.publishing.plan_keeping import Keeper
from belplan.publishing.scenarios import Case, how_it_goes, told_data
from belplan.publishing.snapshots import snapshot_of
from belplan.records.models import CallRecord
from belplan.speech.sounds import save
from belplan.tenancy.models import AuditEntry, Company
from tests.companies import make_company
from tests.exchange.test_photos import picture
from tests.panel import example_calls
from tests.panel.conftest import signed_in
from tests.panel.streams import whole

pytestmark = [pytest.mark.database, pytest.mark.django_db]

# Tell nothing of anybody, and are for whoever is not signed in yet.
OPEN = {
    *("sign_in", "sign_out", "forgotten", "recovery_link"),
    *("preferences:language", "preferences:theme"),
    *("app:home", "app:manifest", "app:service_worker", "app:link"),
    "provisioning:file",  # has rules of its own: tests/provisioning
}
SIGNING_IN = {"sign_in_code", "sign_in_code_state", "set_up", "set_up_kind"}  # between password and code
FOR_USERS = {
    *("dashboard", "my", "reports", "own_reports", "own_phonebook"),
    *("profile", "photos", "factors", "change_password"),
}
FOR_ADMINISTRATORS = FOR_USERS | {
    *(
        "plans",
        "hours",
        "callers",
        "menus",
        "sounds",
        "simulator",
        "watch",
        "people",
        "people_import",
        "devices",
        "users",
        "settings",
        "hold_music",
        "phonebook",
        "numbers",
    ),
    "options",
}
FOR_ALL_COMPANIES = FOR_ADMINISTRATORS | {"customers"}
FOR_OPERATOR = FOR_ALL_COMPANIES | {"trunks", "prices"}
WITH_OWN_PLAN = {  # for users who have a plan of their own, about that plan alone
    *("plans:editor", "plans:editor_panel", "plans:editor_state", "plans:change", "plans:options"),
    *("plans:publish", "plans:cancel_planned", "options:search", "options:listen", "options:spoken"),
}
SECRETS = re.compile(r"Hoofdnummer|02 580 50 01|Ann Peeters|201\.demo|Gsm van Ann|203\.0\.113\.9")


def named(patterns: list[URLPattern | URLResolver], within: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every URL name with the names of its arguments."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else within)
        else:
            assert pattern.name, f"{pattern} has no name"
            yield f"{within}{pattern.name}", list(pattern.pattern.converters)


URLS = [(name, arguments) for name, arguments in named(get_resolver().url_patterns) if name not in OPEN]
WITH_IDS = {name for name, arguments in URLS if arguments and name not in ("set_up_kind", "factors:add")}


@pytest.fixture
def addresses(demo: Company, ann: Client, data: Path) -> dict[str, str]:
    """Each page's address, about something that the demo company has."""
    example_calls.missed_on_sunday("demo", datetime(2026, 11, 22, 14, tzinfo=UTC))
    account, now = Account.objects.get(login="201.demo"), timezone.now()
    factor = Factor.objects.create(account=account, kind="app", name="Gsm van Ann", made=now, confirmed=now)
    session = OpenSession.objects.create(account=account, key="x", began=now, seen=now, address="203.0.113.9")
    save(data / "sounds" / "demo" / "welkom.wav", b"Hoofdnummer")
    Sound(company=demo, key="welkom", name="Hoofdnummer", file="sounds/demo/welkom.wav", seconds=1).store()
    Menu(company=demo, key="keuze", name="Hoofdnummer", data={"sound": "welkom"}).store()
    CallerList(company=demo, key="vip", name="Hoofdnummer", data={"numbers": ["32475112233"]}).store()
    tune = HoldMusic(company=demo, name="Hoofdnummer", file="sounds/demo/welkom.wav", seconds=1, position=0).store()
    known: dict[str, object] = {"key": "hoofdnummer", "number": CallRecord.objects.for_company(demo).get().pk}
    of_namespace: dict[str, dict[str, object]] = {
        "users": {"pk": account.pk},
        "hours": {"key": "kantooruren"},
        "plans": {"version": 1, "pk": a_scenario(demo).pk},
        "menus": {"key": "keuze"},
        "callers": {"key": "vip"},
        "sounds": {"key": "welkom", "pk": jobs.ask(demo, MAKE, who="x", origin="x", name="welkom", tune="").pk},
        "people": {"pk": account.person_id},
        "people_import": {"pk": jobs.ask(demo, CHECK, who="x", origin="203.0.113.9").pk},
        "photos": {"pk": account.person_id, "name": photo_of(account)},
        "devices": {"pk": Device.objects.for_company(demo).earliest("pk").pk},
        "phonebook": {"pk": PhonebookEntry.objects.for_company(demo).earliest("pk").pk},
        "factors": {"pk": factor.pk, "key": "phone"},
        "profile": {"pk": session.pk},
        "customers": {"key": "demo", "digits": "3225805001"},
        "trunks": {"key": "demo", "trunk": "carrier"},
        "numbers": {"pk": Number.objects.for_company(demo).earliest("pk").pk},
        "hold_music": {"pk": tune.pk},
        "prices": {"pk": 0},  # of no company, so there is none that a stranger must not find
        "set_up_kind": {"key": "phone"},
        "options": {"name": "welkom"},
        "watch": {"call": CallRecord.objects.for_company(demo).get().call},
    }
    values = {name: known | of_namespace.get(namespace(name), {}) for name, _arguments in URLS}
    return {name: reverse(name, kwargs={a: values[name][a] for a in arguments}) for name, arguments in URLS}


def a_scenario(company: Company) -> Scenario:
    """A call that is saved with the main number's plan."""
    case = Case(dialled="3225805000", at="2026-11-22T15:00")
    wanted = told_data(how_it_goes(snapshot_of(company), case, company))
    return Scenario(company=company, key="hoofdnummer", name="Zondag", case=asdict(case), wanted=wanted).store()


def photo_of(account: Account) -> str:
    """The name of a photo that they have from now on."""
    assert account.person
    photos.change(account.person, square(picture(), 1))
    return account.person.photo


def namespace(name: str) -> str:
    return name.split(":")[0]


def ask(client: Client, address: str) -> HttpResponse:
    """Fetch it, or send an empty form where it takes nothing else."""
    answer = client.get(address)
    return whole(client.post(address) if answer.status_code == 405 else answer)


def state_of(company: Company) -> list[object]:
    """What somebody from elsewhere must not have changed."""
    rows = [Company.objects.filter(pk=company.pk), Account.objects.filter(company=company)]
    rows += [Factor.objects.filter(account__company=company), AuditEntry.objects.for_company(company)]
    rows += [OpenSession.objects.filter(account__company=company)]
    rows += [model.objects.for_company(company) for model in (Person, Device, PhonebookEntry, CallerList, Menu, Sound)]
    rows += [model.objects.for_company(company) for model in (Number, Trunk, HoldMusic)]
    return [list(found.order_by("pk").values()) for found in rows]


def test_somebody_unknown_is_taken_to_the_sign_in_page(client: Client, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        answer = ask(client, address)
        if name == "sign_in_code_state":
            assert answer.headers["HX-Refresh"] == "true"
            continue
        assert answer.status_code == 302, address
        expected = "/sign-in/" if name in SIGNING_IN else f"/sign-in/?next={address}"
        assert answer.headers["Location"] == expected


STRANGERS = {
    "user": (Role.USER, FOR_USERS),
    "administrator": (Role.ADMINISTRATOR, FOR_ADMINISTRATORS),
    "reseller": (Role.RESELLER, FOR_ALL_COMPANIES),
    "operator": (Role.OPERATOR, FOR_OPERATOR),
}


@pytest.mark.parametrize("who", STRANGERS)
def test_somebody_of_another_company_learns_and_changes_nothing(
    who: str, demo: Company, addresses: dict[str, str]
) -> None:
    role, allowed = STRANGERS[who]
    stranger = signed_in(make_company("other", require_second_factor=False), "x.other", role)
    before = state_of(demo)
    for name, address in addresses.items():
        if role == Role.OPERATOR and (namespace(name) in ("customers", "trunks") or name == "users:reset"):
            continue  # the operator's own work
        answer = ask(stranger, address)
        expected = {404} if name in WITH_IDS and namespace(name) in allowed else {200, 204, 302, 422}
        if namespace(name) not in allowed and name not in SIGNING_IN:
            expected = {403, 404} if name == "users:reset" else {403}
        assert answer.status_code in expected, (name, answer.status_code)
        assert not SECRETS.search(answer.content.decode()), name
    assert state_of(demo) == before


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.RESELLER])
def test_who_serves_companies_sees_theirs_and_no_further(role: Role, demo: Company, addresses: dict[str, str]) -> None:
    home = make_company("other", require_second_factor=False)
    served = make_company("served", reseller=home)
    helper = signed_in(home, "x.other", role)
    assert ">Served" in re.sub(r"\s", "", helper.get("/companies/").content.decode())
    assert helper.get(f"/companies/{served.key}/").status_code == 200
    assert helper.get("/companies/demo/").status_code == (200 if role == Role.OPERATOR else 404)
    helper.post("/companies/demo/help/")  # without consent
    assert "Hoofdnummer" not in helper.get("/plans/").content.decode()


def test_with_consent_the_panel_opens_and_without_it_closes_at_the_next_click(
    demo: Company, administrator: Client, addresses: dict[str, str]
) -> None:
    operator = signed_in(make_company("other", require_second_factor=False), "x.other", Role.OPERATOR)
    boss, now = Account.objects.get(login="admin.demo"), timezone.now()
    help_consent.give(boss, timedelta(hours=1), Where(), now)
    assert "Je IT-partner mag dit paneel openen" in administrator.get("/").content.decode()
    assert operator.post("/companies/demo/help/").headers["Location"] == "/"
    page = operator.get("/plans/").content.decode()
    assert "Hoofdnummer" in page
    assert "Je helpt Demo bv" in page
    assert operator.post("/settings/help/", {"span": "168"}).status_code == 403  # consent is not theirs to lengthen
    assert "Je helpt" not in operator.get("/my/").content.decode()
    administrator.post("/settings/help/withdraw/")
    assert "Hoofdnummer" not in operator.get("/plans/").content.decode()
    said = set(AuditEntry.objects.for_company(demo).values_list("what", flat=True))
    assert {"help allowed", "panel opened to help", "help no longer allowed"} <= said


def test_a_user_sees_only_what_is_for_users(ann: Client, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        if name in SIGNING_IN or name.startswith(("factors:", "profile:end", "profile:remove")):
            continue
        expected = {200, 302, 422} if namespace(name) in FOR_USERS else {403}
        if name.endswith("reports:call"):
            expected = {404}  # the example call is not hers
        if name == "users:reset":
            expected = {404}  # her own account, and no administrator's right
        assert ask(ann, address).status_code in expected, name


def test_a_user_edits_and_publishes_their_own_plan_and_no_other(
    demo: Company, ann: Client, addresses: dict[str, str]
) -> None:
    of_ann, of_bart = [
        open_route(Person.objects.for_company(demo).get(key=key), Keeper("x", "x")).key for key in ("ann", "bart")
    ]
    for name, address in addresses.items():
        if namespace(name) not in ("plans", "options"):
            continue
        mine = ask(ann, address.replace("hoofdnummer", of_ann)).status_code
        assert mine in ({200, 204, 302, 422} if name in WITH_OWN_PLAN else {403}), name
        if namespace(name) == "plans":
            assert {ask(ann, a).status_code for a in (address, address.replace("hoofdnummer", of_bart))} == {403}, name


def test_an_administrator_sees_all_of_the_company(administrator: Client, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        if namespace(name) in FOR_ADMINISTRATORS - {"factors", "profile"} and not name.endswith("own_reports:call"):
            assert ask(administrator, address).status_code in (200, 302, 422), name  # 422: an empty form
        elif namespace(name) == "customers":
            assert ask(administrator, address).status_code == 403, name
