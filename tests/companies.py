"""Companies and what they arrange, for tests that need a database."""

from __future__ import annotations

from typing import Any

from belplan.exchange.models import Device, DraftPlan, Number, Person
from belplan.tenancy.models import Company


def make_company(key: str = "acme", **fields: Any) -> Company:
    company = Company(key=key, name=f"{key.title()} bv", **fields)
    company.full_clean()
    company.save()
    return company


def make_person(company: Company, key: str = "ann", extension: str = "201", **fields: Any) -> Person:
    return Person(company=company, key=key, name=key.title(), extension=extension, **fields).store()


def make_device(company: Company, key: str = "desk", **fields: Any) -> Device:
    return Device(company=company, key=key, name=key.title(), **fields).store()


def make_number(company: Company, digits: str = "3225805000", **fields: Any) -> Number:
    return Number(company=company, digits=digits, **fields).store()


def make_plan(company: Company, key: str = "main", **fields: Any) -> DraftPlan:
    fields = {"name": key.title(), "tree": {"steps": [{"hang_up": {}}]}, **fields}
    return DraftPlan(company=company, key=key, **fields).store()
