"""Numbers of the policy that another floor keeps, too, and those that are only handed on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from belplan.identity import passwords, policy
from belplan.identity.accounts import create
from belplan.identity.models import Account, Role
from belplan.tenancy.models import Company
from tests.companies import make_company

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_a_company_chooses_between_four_and_six_digits_and_starts_with_four() -> None:
    field = Company._meta.get_field("code_length")
    assert [choice for choice, _name in field.choices or ()] == [4, 6] == list(policy.CODE_LENGTHS)
    assert field.default == 4 == policy.CODE_LENGTH


@pytest.mark.parametrize(("length", "good"), [(11, False), (12, True), (128, True), (129, False)])
def test_passwords_have_twelve_to_128_characters(length: int, good: bool) -> None:
    from django.core.exceptions import ValidationError

    validator = passwords.LengthValidator()
    if good:
        validator.validate("é" * length)
    else:
        with pytest.raises(ValidationError):
            validator.validate("é" * length)


def test_the_sessions_cookie_ends_with_the_session() -> None:
    from django.conf import settings

    assert settings.SESSION_COOKIE_AGE == 12 * 3600
    assert timedelta(hours=12) == policy.SESSION_LIFE


def test_no_role_is_without_the_second_factor(client: Client) -> None:
    """Whoever gives the right password is nobody yet, whichever role the account has."""
    for role in Role:
        company = make_company(f"for{role}")
        told = create(company, f"somebody.{company.key}", role)
        answer = client.post("/sign-in/", {"login": told.login, "password": told.password})
        assert answer.status_code in (302, 303)
        assert "_auth_user_id" not in client.session
    assert Account.objects.count() == len(Role)
