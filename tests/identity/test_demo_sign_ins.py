"""Set-up prints the demo company's sign-ins at every start, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from belplan.identity import sign_in
from belplan.identity.accounts import demo_sign_ins
from tests.companies import make_company, make_person

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_they_are_the_same_at_each_start_and_work(tmp_path: Path) -> None:
    company = make_company("demo", demo=True)
    ann = make_person(company)
    first = demo_sign_ins(company, [ann], tmp_path)
    assert demo_sign_ins(company, [ann], tmp_path) == first
    assert [s.login for s in first] == ["admin.demo", "201.demo"]
    assert all(sign_in.check(s.login, s.password) for s in first)
    assert (tmp_path / "demo-sign-ins.json").stat().st_mode & 0o777 == 0o600


def test_lost_passwords_are_made_anew(tmp_path: Path) -> None:
    company = make_company("demo", demo=True)
    demo_sign_ins(company, [], tmp_path)
    (tmp_path / "demo-sign-ins.json").unlink()
    [again] = demo_sign_ins(company, [], tmp_path)
    assert sign_in.check(again.login, again.password)


def test_no_real_company_keeps_its_passwords(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a demo company"):
        demo_sign_ins(make_company("acme"), [], tmp_path)
