"""Making accounts, with passwords told once; only the demo company's are kept, for set-up to print."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.contrib.auth.password_validation import validate_password

from belplan.exchange.models import Person
from belplan.identity import passwords
from belplan.identity.models import Account, Role
from belplan.tenancy.models import Company


@dataclass(frozen=True)
class SignIn:
    """What somebody types to get in."""

    login: str
    password: str
    role: str


def create(
    company: Company,
    login: str,
    role: Role,
    *,
    person: Person | None = None,
    password: str = "",
    email: str = "",
    must_change: bool = False,
) -> SignIn:
    """Make an account; without a password, one is made. `must_change`: at the first sign-in.

    Raises ValidationError naming the field and the mend.
    """
    account = Account(
        company=company, login=login, role=role, person=person, email=email, must_change_password=must_change
    )
    password = password or passwords.generate()
    validate_password(password, account)
    account.set_password(password)
    account.full_clean()
    account.save()
    return SignIn(account.login, password, role)


def demo_sign_ins(company: Company, people: Sequence[Person], data: Path) -> list[SignIn]:
    """The demo company's sign-ins: an administrator and these people as users, the same at every start.

    Their passwords stand in `data/demo-sign-ins.json`, readable by the owner only. Raises ValueError for a company
    that is not a demo company: real people's passwords are never kept.
    """
    if not company.demo:
        raise ValueError(f"{company.key} is not a demo company: its passwords are not kept.")
    path = data / "demo-sign-ins.json"
    kept = {entry["login"]: entry["password"] for entry in json.loads(path.read_text())} if path.exists() else {}
    sign_ins = [_ensure(company, f"admin.{company.key}", Role.ADMINISTRATOR, None, kept)]
    sign_ins += [_ensure(company, f"{p.extension}.{company.key}", Role.USER, p, kept) for p in people]
    _keep(path, sign_ins)
    return sign_ins


def _ensure(company: Company, login: str, role: Role, person: Person | None, kept: dict[str, str]) -> SignIn:
    """The account as it was, or made anew; one whose password was lost gets another."""
    account = Account.objects.filter(login=login, company=company).first()
    if account is None:
        return create(company, login, role, person=person, password=kept.get(login, ""))
    if login not in kept:
        kept[login] = passwords.generate()
        account.set_password(kept[login])
        account.save()
    return SignIn(login, kept[login], role)


def _keep(path: Path, sign_ins: list[SignIn]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump([asdict(s) for s in sign_ins], file, indent=1)
