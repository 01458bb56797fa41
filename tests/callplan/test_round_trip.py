"""Any plan that can be made survives being written, as data, as text and as a published plan."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from belplan.callplan.component import STEPS, Component
from belplan.callplan.components.announcement import Announcement
from belplan.callplan.components.caller_condition import CallerCondition
from belplan.callplan.components.email import Email
from belplan.callplan.components.forward import Forward
from belplan.callplan.components.hang_up import HangUp
from belplan.callplan.components.prefix import Prefix
from belplan.callplan.components.ring_group import RingGroup
from belplan.callplan.components.time_condition import TimeCondition
from belplan.callplan.hours import WEEKDAYS, Hours, hours_data
from belplan.callplan.options import RingOrder
from belplan.callplan.plan import Diversion, Library, Plan, PublishedPlan, SoundFile, Step
from belplan.callplan.published import load_published, published_data
from belplan.callplan.textform import plan_data, read_hours, read_plan, read_yaml, to_yaml

pytestmark = pytest.mark.fast

# what people type, and what YAML readers stumble over
TRAPS = ["on", "no", "~", "null", "0800", "9:00", "1e3", "- x", "a: b", "#", "{}", "*a", "&a", "!x", " x ", "'"]
SEEN = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])
LINES = st.sampled_from(TRAPS) | st.text(SEEN, min_size=1, max_size=20)
TEXTS = LINES | st.lists(LINES, min_size=1, max_size=3).map("\n".join)
KEYS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True)
NUMBERS = st.from_regex(r"[1-9][0-9]{6,14}", fullmatch=True)
SECONDS = st.integers(1, 600)
MEMBERS = NUMBERS | KEYS.map("user/{}".format) | KEYS.map("device/{}".format)

COMPONENTS: SearchStrategy[Component] = st.one_of(
    st.builds(TimeCondition, hours=KEYS),
    st.builds(CallerCondition, starts_with=st.none() | NUMBERS, anonymous=st.booleans()),
    st.builds(
        RingGroup, members=st.lists(MEMBERS, max_size=3).map(tuple), order=st.sampled_from(RingOrder), timeout=SECONDS
    ),
    st.builds(Forward, external=NUMBERS, accept_key=st.booleans(), label=LINES),
    st.builds(Forward, plan=KEYS),
    st.builds(Announcement, say=st.none() | TEXTS, sound=st.none() | KEYS, language=st.sampled_from(["nl", "fr"])),
    st.builds(Prefix, text=LINES),
    st.builds(Email, to=st.just("info@demo.example")),
    st.builds(HangUp),
)


def with_branches(nested: SearchStrategy[tuple[Step, ...]]) -> SearchStrategy[tuple[Step, ...]]:
    def step(component: Component, steps: tuple[Step, ...]) -> Step:
        return Step(component, {STEPS: steps} if steps and component.branches() else {})

    return st.lists(st.builds(step, COMPONENTS, nested), max_size=3).map(tuple)


STEP_LISTS = with_branches(with_branches(st.just(())))
DIVERSIONS = st.builds(Diversion, LINES, st.sampled_from("ABC"), st.booleans(), with_branches(st.just(())))
PLANS = st.builds(
    Plan,
    key=KEYS,
    name=LINES,
    internal=st.just("") | st.from_regex(r"[0-9]{2,6}", fullmatch=True),
    numbers=st.lists(NUMBERS, max_size=2).map(tuple),
    steps=STEP_LISTS,
    diversions=st.lists(DIVERSIONS, max_size=2).map(tuple),
)

CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
WEEKLY = st.fixed_dictionaries(
    {
        "days": st.lists(st.sampled_from(WEEKDAYS), min_size=1).map(lambda days: ", ".join(days)),
        "from": CLOCKS,
        "to": CLOCKS,
    }
)
DATED = st.fixed_dictionaries({"date": st.dates().map(lambda day: day.isoformat()), "closed": st.just(True)})
HOURS = st.builds(
    lambda key, name, entries: Hours.model_validate({"key": key, "name": name, "entries": entries}),
    KEYS,
    LINES,
    st.lists(WEEKLY | DATED, max_size=4),
)


@settings(deadline=None, max_examples=60)
@given(PLANS)
def test_a_plan_survives_its_text(plan: Plan) -> None:
    assert read_yaml(to_yaml(plan)) == plan
    assert read_plan(json.loads(json.dumps(plan_data(plan)))) == plan
    assert to_yaml(read_yaml(to_yaml(plan))) == to_yaml(plan)


@settings(deadline=None, max_examples=30)
@given(PLANS, HOURS)
def test_a_published_plan_survives_being_kept(plan: Plan, hours: Hours) -> None:
    library = Library({hours.key: hours}, {"welkom": SoundFile("sounds/welkom.wav", 3.5)})
    published = PublishedPlan(plan, 7, library)
    assert load_published(json.loads(json.dumps(published_data(published)))) == published


@settings(deadline=None, max_examples=60)
@given(HOURS)
def test_opening_hours_survive_being_kept(hours: Hours) -> None:
    assert read_hours(json.loads(json.dumps(hours_data(hours)))) == hours
