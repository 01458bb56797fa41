"""Plans as text: what authors write is what is read, and what they get wrong is named with its mend."""

from __future__ import annotations

import pytest
import yaml

from belplan.callplan.component import STEPS
from belplan.callplan.components.ring_group import RingGroup
from belplan.callplan.options import RingOrder
from belplan.callplan.plan import Finding, PlanError, walk_plan
from belplan.callplan.textform import plan_data, read_plan, read_yaml, slug, to_yaml
from tests.callplan.examples import MAIN, main_plan, plan_of

pytestmark = pytest.mark.fast


def findings(text: str) -> tuple[Finding, ...]:
    with pytest.raises(PlanError) as caught:
        read_yaml(text)
    return caught.value.findings


def of_step(step: str) -> Finding:
    (finding,) = findings(f"name: Plan\nsteps:\n  - {step}\n")
    return finding


def test_the_acceptance_plan_is_read_whole() -> None:
    plan = main_plan()
    assert (plan.key, plan.name, plan.internal, plan.numbers) == ("hoofdnummer", "Hoofdnummer", "800", ("3225805000",))
    assert [(place, step.component.kind) for place, step in walk_plan(plan)] == [
        ("1", "time_condition"),
        ("1.1", "prefix"),
        ("1.2", "ring_group"),
        ("1.3", "ring_group"),
        ("1.4", "forward"),
        ("2", "announcement"),
        ("3", "email"),
        ("4", "hang_up"),
        ("Alles naar mobiel: 1", "forward"),
        ("Alles naar mobiel: 2", "hang_up"),
        ("Teamoverleg: 1", "announcement"),
        ("Teamoverleg: 2", "hang_up"),
    ]
    hunt = plan.steps[0].branches[STEPS][2].component
    members = ("device/draagbaar", "device/balie")
    assert hunt == RingGroup(members=members, order=RingOrder.MEMORY_HUNT, timeout=15)
    assert [(d.name, d.category, d.on) for d in plan.diversions] == [
        ("Alles naar mobiel", "A", False),
        ("Teamoverleg", "A", False),
    ]


def test_what_was_read_is_written_and_read_the_same() -> None:
    plan = main_plan()
    assert read_yaml(to_yaml(plan)) == plan
    assert read_plan(plan_data(plan)) == plan
    assert read_plan(plan_data(plan, complete=True)) == plan
    assert plan_data(read_plan(plan_data(plan))) == plan_data(plan)


def test_other_programs_read_our_yaml_the_same() -> None:
    plan = plan_of({"prefix": {"text": "0800"}}, internal="0900", diversions=[{"name": "on", "on": True, "steps": []}])
    assert read_plan(yaml.safe_load(to_yaml(plan))) == plan


@pytest.mark.parametrize(
    ("written", "text"),
    [("0800", "0800"), ("9:00", "9:00"), ("yes", "yes"), ("1e3", "1e3"), ("2026-11-22", "2026-11-22")],
)
def test_unquoted_text_stays_what_was_written(written: str, text: str) -> None:
    plan = read_yaml(f"name: {written}\ninternal: 0800\nsteps: [{{prefix: {{text: {written}}}}}]")
    assert (plan.name, plan.internal) == (text, "0800")
    assert plan.steps[0].component.summary().params["prefix"] == text


def test_numbers_of_json_are_taken_as_extension() -> None:
    assert read_plan({"name": "Plan", "internal": 800}).internal == "800"


def test_an_empty_component_may_be_written_bare() -> None:
    assert read_yaml("name: Plan\nsteps:\n  - hang_up:\n") == read_yaml("name: Plan\nsteps: [{hang_up: {}}]")


@pytest.mark.parametrize(
    ("name", "key"), [("Hoofdnummer", "hoofdnummer"), ("Café 't Eiland (2)", "cafe-t-eiland-2"), ("電話", "")]
)
def test_a_key_is_made_of_the_name(name: str, key: str) -> None:
    assert slug(name) == key


def test_a_key_given_is_kept() -> None:
    assert read_yaml("key: main\nname: Hoofdnummer").key == "main"
    assert "give a key" in str(findings("name: 電話")[0])


@pytest.mark.parametrize(
    ("step", "place", "option", "mend"),
    [
        ("ring_groop: {members: []}", "1", "ring_groop", "did you mean ring_group?"),
        ("{hang_up: {}, email: {to: a@b.example}}", "1", "", "several components in one step (hang_up, email)"),
        ("steps: [{hang_up: {}}]", "1", "", "a step needs a component: choose from time_condition"),
        ("hang_up", "1", "", "such as {hang_up: {}}"),
        ("prefix: WR", "1", "", "write the options as {name: value}"),
        ("prefix: {}", "1", "text", "text is missing"),
        ("prefix: {text: ''}", "1", "text", "text is empty"),
        ("prefix: {text: A prefix for all displays}", "1", "text", "too long: at most 20"),
        (r'prefix: {text: "WR\r\nX: 1"}', "1", "text", "write it on one line"),
        (r'forward: {user: ann, label: "a\nb"}', "1", "label", "write it on one line"),
        (r'announcement: {say: "a\0b"}', "1", "say", "take out the characters"),
        ("prefix: {text: [WR]}", "1", "text", "text must be text"),
        ("prefix: {txt: x, text: y}", "1", "txt", "'txt' is no option here: choose from text"),
        ("hang_up: {now: true}", "1", "now", "this step has no options"),
        ("ring_group: {members: user/ann}", "1", "members", "members must be a list"),
        ("ring_group: {members: [ann]}", "1", "members[1]", "write such as user/ann, device/lobby, 32467890123"),
        ("ring_group: {members: [], timeout: soon}", "1", "timeout", "must be a whole number, not 'soon'"),
        ("ring_group: {members: [], timeout: 0}", "1", "timeout", "must be 1 or more, not 0"),
        ("ring_group: {members: [], timeout: 601}", "1", "timeout", "must be 600 or less, not 601"),
        ("ring_group: {members: [], order: all}", "1", "order", "choose from ring_all, memory_hunt, round_robin"),
        ("announcement: {say: Hi, language: es}", "1", "language", "choose from nl, en, fr, de"),
        ("announcement: {say: Hi, answered: maybe}", "1", "answered", "must be true or false, not 'maybe'"),
        ("email: {to: info}", "1", "to", "such as info@company.example"),
        ("{prefix: {text: x}, stesp: []}", "1", "stesp", "'stesp' is no branch of prefix: choose from steps"),
        ("{hang_up: {}, steps: []}", "1", "steps", "nothing comes after hang_up"),
        ("{forward: {plan: a}, steps: [{hang_up: }]}", "1", "steps", "nothing comes after forward"),
        ("{prefix: {text: x}, steps: 3}", "1", "steps", "steps must be a list"),
        ("{prefix: {text: x}, steps: [{hang_up: }, {emial: {}}]}", "1.2", "emial", "did you mean email?"),
    ],
)
def test_a_wrong_step_is_named_with_its_place_option_and_mend(step: str, place: str, option: str, mend: str) -> None:
    finding = of_step(step)
    assert (finding.step, finding.option) == (place, option)
    assert mend in str(finding)


@pytest.mark.parametrize(
    "written", ["+32467890123", "0032467890123", "0467 89 01 23", "0467.89.01.23", "+32 (0)467/89-01-23"]
)
def test_a_number_in_another_form_is_shown_in_the_right_one(written: str) -> None:
    outside = of_step(f"forward: {{external: '{written}'}}")
    assert str(outside) == f"Step 1: external: write '{written}' as 32467890123"
    member = of_step(f"ring_group: {{members: [user/ann, '{written}']}}")
    assert str(member) == f"Step 1: members[2]: write '{written}' as 32467890123"
    (number,) = findings(f"name: Plan\nnumbers: ['{written}']")
    assert str(number) == f"numbers[1]: write '{written}' as 32467890123"


def test_what_is_no_number_says_what_one_looks_like() -> None:
    assert "is no telephone number: write digits only" in str(of_step("forward: {external: '+999 999'}"))


def test_a_national_number_belongs_to_the_companys_country() -> None:
    with pytest.raises(PlanError, match="as 31201234567"):
        read_plan({"name": "Plan", "numbers": ["020 1234567"]}, country="NL")


def test_everything_wrong_is_said_at_once() -> None:
    text = "internal: 8\nsteps: [{email: {}}]\ndiversions: [x, {category: AA, name: B}, {name: C, steps: [{foo: {}}]}]"
    assert [(finding.step, finding.option) for finding in findings(text)] == [
        ("", "name"),
        ("", "internal"),
        ("1", "to"),
    ]
    assert [(finding.step, finding.option) for finding in findings("name: Plan\n" + text.replace("8", "800"))] == [
        ("", "diversions[1]"),
        ("", "diversions[2].category"),
        ("C: 1", "foo"),
        ("1", "to"),
    ]


@pytest.mark.parametrize("text", ["", "- hang_up:", "hello", "[]"])
def test_a_file_that_is_no_plan_says_so(text: str) -> None:
    assert str(findings(text)[0]) == "this is no call plan: one holds a name: and steps:"


def test_steps_are_a_list() -> None:
    assert "begin each step with a dash" in str(findings("name: Plan\nsteps: {hang_up: {}}")[0])


def test_a_plan_nested_too_deep_or_too_long_is_refused() -> None:
    deep: list[object] = []
    for _ in range(21):
        deep = [{"prefix": {"text": "x"}, "steps": deep}] if deep else [{"hang_up": {}}]
    with pytest.raises(PlanError, match="at most 20 levels"):
        plan_of(*deep)
    assert plan_of(*deep[0]["steps"])  # type: ignore[index]
    with pytest.raises(PlanError, match="at most 500") as caught:
        plan_of(*[{"hang_up": {}}] * 900)
    assert [finding.step for finding in caught.value.findings] == ["501"]


def test_the_example_breaks_at_any_line_without_a_trace() -> None:
    lines = MAIN.splitlines()
    for number in range(2, len(lines)):
        assert findings("\n".join([*lines[:number], "? }", *lines[number:]]))
