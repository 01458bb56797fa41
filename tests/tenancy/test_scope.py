"""Companies never see each other, and no code can ask without saying whose rows it wants."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import models

import belplan
from belplan.exchange.models import Device, Person
from belplan.identity.models import Account
from belplan.tenancy.models import AuditEntry, Company, TenantModel, note_change
from belplan.tenancy.scoped import ScopedManager, UnscopedQuery
from tests.companies import make_company, make_device, make_person

pytestmark = [pytest.mark.database, pytest.mark.django_db]

# Sign-in names are unique on the platform: who signs in has no company yet. A company may be served by another.
PLATFORM_WIDE: set[type[models.Model]] = {Account, Company}
# The platform's own work over all companies: what the worker and the composition root do for each in turn, and what
# finds out by a telephone's token whose it is.
MAY_ASK_EVERYWHERE = {"tenancy/models.py", "publishing/accounts.py", "records/writer.py", "identity/own_numbers.py"}
MAY_ASK_EVERYWHERE |= {"provisioning/admission.py"}
MAY_ASK_EVERYWHERE |= {"exchange/jobs.py", "publishing/planned.py"}
# Whether another company's line is known by the same addresses; what it is, nobody is told.
MAY_ASK_EVERYWHERE |= {"publishing/trunk_keeping.py"}
# The list of companies that an operator or a reseller serves; access_served_companies says which.
MAY_ASK_EVERYWHERE |= {"panel/customers/lines.py"}
MAY_ASK_EVERYWHERE_FLOORS = ("messaging/", "run/")


def tenant_models() -> list[type[models.Model]]:
    ours = [m for m in apps.get_models() if m.__module__.startswith("belplan.")]
    owned = [m for m in ours if any(f.related_model is Company for f in m._meta.get_fields() if f.concrete)]
    return [m for m in owned if m not in PLATFORM_WIDE]


def test_every_model_with_a_company_uses_the_scoped_manager() -> None:
    assert len(tenant_models()) > 8
    for model in tenant_models():
        assert issubclass(model, TenantModel), f"{model.__name__} must extend TenantModel"
        assert isinstance(model.objects, ScopedManager), model
        assert model._meta.default_manager_name == "everywhere", f"{model.__name__}.Meta must extend TenantModel.Meta"
        assert model._meta.base_manager_name == "everywhere", f"{model.__name__}.Meta must extend TenantModel.Meta"


def test_only_the_platforms_own_work_asks_for_rows_of_all_companies() -> None:
    root = Path(belplan.__file__).parent
    sources = (path for path in root.rglob("*.py") if "migrations" not in path.parts)
    asking = {
        str(p.relative_to(root))
        for p in sources
        if re.search(r"\.(everywhere|_default_manager)\b(?!\.none\(\))", p.read_text())
    }
    rest = {name for name in asking - MAY_ASK_EVERYWHERE if not name.startswith(MAY_ASK_EVERYWHERE_FLOORS)}
    assert rest == set(), "ask objects.for_company(company)"


def test_the_migrations_make_the_tables_that_the_models_describe() -> None:
    call_command(
        "makemigrations", "tenancy", "exchange", "publishing", "provisioning", check=True, dry_run=True, verbosity=0
    )


@pytest.mark.parametrize("ask", ["all", "first", "count", "filter", "get", "create", "exclude", "values"])
def test_a_query_without_a_company_is_an_error(ask: str) -> None:
    with pytest.raises(UnscopedQuery, match="for_company"):
        getattr(Person.objects, ask)()


def test_two_companies_share_keys_and_extensions_and_see_only_their_own() -> None:
    acme, bolt = make_company("acme"), make_company("bolt")
    ann, other_ann = make_person(acme, "ann", "201"), make_person(bolt, "ann", "201")
    make_device(acme, "desk", person=ann)
    make_device(bolt, "desk", person=other_ann)

    assert list(Person.objects.for_company(acme)) == [ann]
    assert list(Person.objects.for_company(bolt)) == [other_ann]
    assert [d.account for d in Device.objects.for_company(bolt)] == ["desk.bolt"]
    assert not Person.objects.for_company(acme).filter(pk=other_ann.pk).exists()


def test_a_reference_to_another_company_is_refused() -> None:
    acme, bolt = make_company("acme"), make_company("bolt")
    stranger = make_person(bolt)
    with pytest.raises(ValidationError) as refused:
        make_device(acme, person=stranger)
    assert refused.value.message_dict == {"person": ["Choose one of this company's own."]}
    assert not Device.objects.for_company(acme).exists()


def test_the_login_suffix_is_fixed() -> None:
    company = make_company("acme")
    company.key = "other"
    with pytest.raises(ValidationError, match="fixed"):
        company.full_clean()


@pytest.mark.parametrize(
    ("field", "value", "mend"),
    [
        ("key", "Demo bv", "small letter"),
        ("key", "112", "small letter"),
        ("timezone", "Mars/Base", "Europe/Brussels"),
        ("country", "Belgium", ""),
        ("countries", ["België"], "two capitals"),
        ("countries", "BE", "list"),
    ],
)
def test_a_wrong_company_field_is_named(field: str, value: object, mend: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Company(**{"key": "acme", "name": "Acme", field: value}).full_clean()
    assert mend in " ".join(refused.value.message_dict[field])


def test_a_change_is_noted_with_who_what_and_from_where() -> None:
    company = make_company()
    note_change(
        company, who="ann", what="renamed Bart", origin="192.0.2.7", before={"name": "B"}, after={"name": "Bart"}
    )
    entry = AuditEntry.objects.for_company(company).get()
    assert (entry.who, entry.what, entry.origin) == ("ann", "renamed Bart", "192.0.2.7")
    assert (entry.before, entry.after) == ({"name": "B"}, {"name": "Bart"})
    assert entry.at.utcoffset() is not None
