"""`belplan plan` as an administrator types it: every mistake is one clear line, and never a stack trace."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from belplan.exchange.models import DraftPlan
from belplan.publishing.models import PublishedPlanRow, Scenario
from belplan.run.commands import plan
from belplan.run.demo.company import create
from belplan.tenancy.models import Company
from tests.companies import make_company, make_device

pytestmark = [pytest.mark.database, pytest.mark.django_db]

GOOD = "name: Winkel\ninternal: 802\nsteps:\n  - ring_group: {members: [user/ann], timeout: 20}\n  - hang_up: {}\n"
FAULTS = {
    "an unknown component": ("name: A\nsteps: [{teleport: {}}]", "Step 1: there is no component 'teleport'"),
    "a loop": ("name: A\nsteps: [{forward: {plan: a}}]", "Step 1"),
    "another company's device": ("name: A\nsteps: [ring_group: {members: [device/theirs]}, hang_up: {}]", "'theirs'"),
    "an empty ring group": ("name: A\nsteps: [ring_group: {members: []}, hang_up: {}]", "Step 1"),
    "a sound that does not exist": ("name: A\nsteps: [announcement: {sound: gone}, hang_up: {}]", "'gone'"),
    "broken YAML": ("name: [A\nsteps: {", "Line 2 is no valid YAML"),
    "a number in the wrong form": (
        'name: A\nsteps: [forward: {external: "0475 11 22 33"}, hang_up: {}]',
        "32475112233",
    ),
    "a number of nobody": ('name: A\nnumbers: ["3225809999"]\nsteps: [hang_up: {}]', "3225809999 is not a number"),
    "an extension that is taken": (
        "name: A\ninternal: 201\nsteps: [hang_up: {}]",
        "201 is already the internal number",
    ),
    "nothing at all": ("", "This is no call plan"),
}


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.out)
        return data


class Prompt:
    """A shell with `belplan plan`."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._parser = argparse.ArgumentParser(prog="belplan")
        plan.add_arguments(self._parser.add_subparsers(required=True))

    def __call__(self, *words: object) -> Said:
        args = self._parser.parse_args(["plan", *map(str, words)])
        code = args.run(args)
        return Said(code, *self._capsys.readouterr())


@pytest.fixture
def prompt(capsys: pytest.CaptureFixture[str]) -> Prompt:
    return Prompt(capsys)


@pytest.fixture(autouse=True)
def demo(settings: Settings, tmp_path: Path) -> Company:
    settings.DATA = tmp_path / "data"
    settings.BELPLAN_SPEAK = "tests.publishing.lent.speak"
    settings.BELPLAN_NOTIFY_ENGINE = "tests.publishing.lent.notify_engine"
    settings.BELPLAN_SWITCH_ACCOUNTS = "tests.publishing.lent.store_accounts"
    return create()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "winkel.yaml"
    path.write_text(GOOD)
    return path


def test_a_plan_is_checked_published_and_exported(prompt: Prompt, file: Path, tmp_path: Path) -> None:
    assert prompt("check", file) == Said(0, "Call plan winkel is ready to be published.\n", "")
    assert not DraftPlan.everywhere.filter(key="winkel").exists(), "a check stores nothing"
    assert prompt("publish", file, "--note", "opening").out == "Call plan winkel is in force as version 1.\n"
    exported = tmp_path / "again.yaml"
    exported.write_text(prompt("export", "winkel").out)
    assert prompt("publish", exported, "--json").data == {"key": "winkel", "version": 2}
    assert prompt("publish", "winkel").out == "Call plan winkel is in force as version 3.\n"
    assert prompt("check", "winkel").code == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_a_plan_with_a_fault_is_refused_and_nothing_is_half_done(prompt: Prompt, file: Path, fault: str) -> None:
    make_device(make_company("bolt"), "theirs")
    text, sentence = FAULTS[fault]
    file.write_text(text)
    rows = PublishedPlanRow.everywhere.count(), DraftPlan.everywhere.count()
    for word in ("check", "publish"):
        said = prompt(word, file)
        assert said.code == 1
        assert sentence in said.out
        assert "to mend" in said.err or "mend what is listed" in said.err
    assert (PublishedPlanRow.everywhere.count(), DraftPlan.everywhere.count()) == rows


def test_findings_stand_one_a_line_and_in_json(prompt: Prompt, file: Path) -> None:
    file.write_text(
        "name: A\nsteps:\n  - ring_group: {members: [device/gone], timeout: 5}\n  - forward: {plan: gone}\n"
    )
    lines = prompt("check", file).out.splitlines()
    assert [line.split(":")[0] for line in lines][:2] == ["Step 1, members", "Step 2"]
    found = prompt("check", file, "--json").data["findings"]
    assert [(f["step"], f["option"]) for f in found][:2] == [("1", "members"), ("2", "plan")]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("check", "gone.yaml"), "There is no file gone.yaml"),
        (("publish", "gone"), "Demo bv has no call plan 'gone'"),
        (("export", "gone"), "Demo bv has no call plan 'gone'"),
        (("export", "receptie", "--company", "acme"), "There is no company 'acme': choose with --company from demo."),
        (("check", "/"), "cannot be read"),
    ],
)
def test_a_wrong_name_is_one_sentence(prompt: Prompt, words: tuple[str, ...], sentence: str) -> None:
    said = prompt(*words)
    assert (said.code, said.out) == (1, "")
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert sentence in prompt(*words, "--json").data["error"]


def test_a_file_that_is_no_text_is_one_sentence(prompt: Prompt, file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00\x80")
    assert "UTF-8" in prompt("publish", file).err
    file.write_bytes(b"x" * 1_000_001)
    assert "too large" in prompt("publish", file).err


def test_a_saved_call_that_goes_otherwise_is_told_and_may_be_accepted(demo: Company, prompt: Prompt) -> None:
    case = {"dialled": "3225805000", "at": "2026-11-22T15:00"}
    wanted = {"steps": [{"text": "Hang up", "params": {}}], "outcome": "hung_up"}
    Scenario(company=demo, key="hoofdnummer", name="Zondag", case=case, wanted=wanted).store()
    refused = prompt("publish", "hoofdnummer")
    assert refused.code == 1
    assert "Scenario Zondag" in refused.out
    assert "would go:  " in refused.out
    assert "--accept-changes" in refused.err
    assert prompt("publish", "hoofdnummer", "--json").data["broken"][0]["scenario"] == "Zondag"
    assert prompt("publish", "hoofdnummer", "--accept-changes").code == 0
