"""The bakery's calls go the same way as on its FreePBX; what can't is told, with what to do instead."""

from __future__ import annotations

from typing import Any

import pytest

from belplan.callplan.from_freepbx.carried import Carried, Missing
from belplan.callplan.from_freepbx.carrying import carry
from belplan.callplan.from_freepbx.reading import NotRead, read_export
from belplan.callplan.from_freepbx.starts import starts_of
from belplan.callplan.hours import hours_data
from belplan.callplan.plan import Plan
from belplan.callplan.textform import plan_data
from tests.callplan.from_freepbx import bakery

pytestmark = pytest.mark.fast


def carried(**changed: Any) -> Carried:
    """With the numbers alone."""
    export = read_export(bakery.files(**changed))
    chosen = [start.id for start in starts_of(export) if start.routes]
    return carry(export, bakery.KNOWN, chosen)


def steps(plan: Plan) -> Any:
    return plan_data(plan)["steps"]


def told(carried: Carried) -> dict[str, str]:
    """What is left behind, and what to do instead."""
    return {f"{left.where}: {left.what}": str(left.instead) for left in carried.left}


WINKEL = {"ring_group": {"name": "Winkel", "members": ["user/ann", "user/bart", "32475998877"], "timeout": 25}}
LEFT_A_MESSAGE: list[Any] = [{"announcement": {}}, {"hang_up": {}}]


def test_a_number_with_hours_a_menu_and_ring_groups() -> None:
    (plan,) = carried().plans
    order: dict[str, Any] = {
        "ring_group": {
            "name": "Bestellingen", "members": ["user/bart", "user/ann"], "order": "memory_hunt", "timeout": 10,
            "accept_key": False,
        }
    }  # fmt: skip
    menu = {
        "menu": {"menu": "keuze"},
        "1": [WINKEL, *LEFT_A_MESSAGE],
        "2": [{"prefix": {"text": "BESTEL:"}}, order, WINKEL, *LEFT_A_MESSAGE],
        "none": [WINKEL, *LEFT_A_MESSAGE],
        "invalid": [{"hang_up": {}}],
    }
    assert steps(plan) == [
        {"prefix": {"text": "BK:"}},
        {"time_condition": {"hours": "openingsuren"}, "steps": [menu]},
        {"announcement": {}},
        {"hang_up": {}},
    ]
    assert (plan.name, plan.numbers) == ("Bakkerij", ("3225805000",))


def test_its_hours_and_its_menu_are_made_with_it() -> None:
    found = carried()
    (hours,), (menu,) = found.hours, found.menus
    assert hours_data(hours) == {
        "key": "openingsuren",
        "name": "Openingsuren",
        "entries": [
            {"days": "mon-fri", "from": "07:00", "to": "18:00"},
            {"days": "sat", "from": "07:00", "to": "12:30"},
        ],
    }
    assert (menu.name, menu.wait, menu.tries, menu.direct) == ("Keuze", 8, 3, False)
    assert [str(words) for words in menu.words] == ["For Winkel, press 1.", "For Bestellingen, press 2."]


def test_what_could_not_be_carried_over_is_told_with_what_to_do() -> None:
    assert told(carried()) == {
        "Announcement Gesloten: Its recording is not in the files.": (
            "Choose a sound or a text in the announcement that is not filled in."
        ),
        "Voicemail of Ann Peeters (201): Callers could leave a message there.": (
            "Choose what they hear in the announcement that is not filled in; an e-mail can tell who called."
        ),
        "IVR Keuze: Its recording is not in the files: a text says the keys instead.": (
            "Open the menu, and change the text or choose a sound."
        ),
        "Inbound route Bakkerij: 3225805001 leads to the call plan Receptie already.": (
            "Move the number once the new call plan is published."
        ),
        "Inbound route Leverancier: It was only for calls from 0475112233.": (
            "Put a caller condition with that number first in the call plan."
        ),
    }


def test_who_is_no_user_here_is_named_and_the_others_ring() -> None:
    groups = [bakery.GROUPS[0] | {"grplist": "201-209-455", "postdest": "from-did-direct,209,1"}, bakery.GROUPS[1]]
    found = carried(groups=groups)
    assert found.missing == (Missing("209", "Oude Bakker"), Missing("455", ""))
    group, forward, _end = steps(found.plans[0])[1]["steps"][0]["1"]
    assert group["ring_group"]["members"] == ["user/ann"]
    assert forward == {"forward": {}}  # not filled in


def test_what_callers_came_back_to_and_were_asked_is_told() -> None:
    menu = bakery.MENU | {"timeout_ivr_ret": 1, "invalid_ivr_ret": "1"}
    routes = [{"extension": "025805000", "destination": "ivr-2,s,1", "description": "Bakkerij", "privacyman": "1"}]
    ways = told(carried(ivr={"configs": {"ivrs": [menu], "entries": bakery.KEYS}}, routes=routes))
    for key in ("no key", "a wrong key"):
        what = f"IVR Keuze: Who pressed {key} went back to the menu that they came from."
        assert ways[what] == "Choose where the call goes on then."
    asked = "Inbound route Bakkerij: Callers who withhold their number were asked for it (privacy manager)."
    assert ways[asked] == "Put a caller condition for withheld numbers first in the call plan."


def test_a_loop_is_cut_where_it_closes_and_told() -> None:
    groups = [bakery.GROUPS[0] | {"postdest": "ivr-2,s,1"}, bakery.GROUPS[1]]
    found = carried(groups=groups)
    assert steps(found.plans[0])[1]["steps"][0]["1"][1:] == [{"forward": {}}, {"hang_up": {}}]
    assert "Ring group Winkel (600): It leads back to IVR Keuze, without end." in told(found)


def test_a_menu_that_two_ways_lead_to_is_a_plan_of_its_own() -> None:
    conditions = [bakery.CONDITIONS[0] | {"falsegoto": "ivr-2,s,1"}]
    plan, shared = carried(timeconditions=[conditions, bakery.TIMES]).plans
    assert steps(plan)[1:] == [
        {"time_condition": {"hours": "openingsuren"}, "steps": [{"forward": {"plan": "keuze"}}]},
        {"forward": {"plan": "keuze"}},
    ]
    assert (shared.key, shared.numbers) == ("keuze", ())


@pytest.mark.parametrize(
    ("strategy", "order", "same"),
    [
        ("hunt", "cascade", True), ("random", "round_robin", True), ("memoryhunt", "memory_hunt", True),
        ("hunt-prim", "cascade", False), ("huntprim", "cascade", False), ("ringallv2", "ring_all", False),
    ],
)  # fmt: skip
def test_a_ring_strategy_that_is_not_the_same_is_told(strategy: str, order: str, same: bool) -> None:
    found = carried(groups=[bakery.GROUPS[0] | {"strategy": strategy}, bakery.GROUPS[1]])
    group = steps(found.plans[0])[1]["steps"][0]["1"][0]["ring_group"]
    assert group.get("order", "ring_all") == order
    assert any("The ring strategy" in line for line in told(found)) is not same


def test_a_key_that_only_hangs_up_has_words_of_its_own() -> None:
    (menu,) = carried(ivr=[[bakery.MENU], [*bakery.KEYS, {"ivr_id": 2, "selection": "9", "dest": ""}]]).menus
    assert str(menu.words[-1]) == "Otherwise press 9."


def test_a_chain_of_menus_that_multiplies_stays_small() -> None:
    """Each of thirty menus leads to the next by two keys: as copies these would be a thousand million steps."""
    menus = [bakery.MENU | {"id": n, "timeout_destination": "", "invalid_destination": ""} for n in range(2, 32)]
    keys = [{"ivr_id": n, "selection": key, "dest": f"ivr-{n + 1},s,1"} for n in range(2, 31) for key in "12"]
    assert len(carried(ivr=[menus, [*keys, {"ivr_id": 31, "selection": "1", "dest": ""}]]).plans) == 30


def test_what_no_number_leads_to_may_become_a_plan_with_its_internal_number() -> None:
    export = read_export(bakery.files(groups=[*bakery.GROUPS, bakery.GROUPS[0] | {"grpnum": "650"}]))
    routed, alone = starts_of(export)
    assert (routed.routes, alone.name) == (("025805000", "3225805001"), "Winkel (650)")
    (plan,) = carry(export, bakery.KNOWN, [alone.id]).plans
    assert (plan.internal, plan.numbers) == ("650", ())


@pytest.mark.parametrize(
    ("destination", "expected", "said"),
    [
        ("ext-queues,700,1", {"ring_group": {"name": "Wachtrij", "members": ["user/ann"], "order": "cascade",
          "timeout": 12}}, "became a ring group"),
        ("ext-miscdests,2,1", {"forward": {"external": "32475998877"}}, ""),
        ("ext-miscdests,3,1", {"forward": {}}, "leads nowhere here"),
        ("ext-local,202,1", {"forward": {"user": "bart", "timeout": 25}}, "came to its voicemail"),
        ("app-blackhole,busy,1", {"hang_up": {}}, "tone or music"),
        ("ext-meetme,8000,1", {"forward": {}}, "nothing here is the same"),
        ("ext-group,999,1", {"forward": {}}, "not in the files"),
        ("app-daynight,0,1", {"forward": {"user": "ann"}}, "switched by hand to Extension Bart Claes (202)"),
    ],
)  # fmt: skip
def test_other_destinations(destination: str, expected: Any, said: str) -> None:
    more = {
        "queues": [{"extension": "700", "descr": "Wachtrij", "dest": "", "maxwait": ""}],
        "members": [
            {"id": "700", "keyword": "member", "data": "Local/201@from-queue/n,0"},
            {"id": "700", "keyword": "strategy", "data": "linear"},
            {"id": "700", "keyword": "timeout", "data": "12"},
        ],
        "misc": [
            {"id": 2, "description": "Gsm", "destdial": "0475 99 88 77"},
            {"id": 3, "description": "Code", "destdial": "*98"},
        ],
        "daynight": [
            {"ext": 0, "dmode": "day", "dest": "from-did-direct,201,1"},
            {"ext": 0, "dmode": "night", "dest": "from-did-direct,202,1"},
        ],
    }
    found = carried(announcements=[bakery.ANNOUNCEMENT | {"post_dest": destination}], **more)
    assert steps(found.plans[0])[3] == expected
    assert any(said in line for line in told(found)) or not said


def test_more_plans_than_a_company_can_have_are_refused() -> None:
    routes = [{"extension": str(n), "destination": f"ext-group,{n},1"} for n in range(501)]
    export = read_export(bakery.files(more=routes))
    with pytest.raises(NotRead, match="more than 500 call plans"):
        carry(export, bakery.KNOWN, [start.id for start in starts_of(export)])
