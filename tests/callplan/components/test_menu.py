"""Stories of callers who are asked for a key; with a switch they are told in tests/engine/test_menu.py."""

from __future__ import annotations

import pytest

from belplan.callplan.component import Ended, Enter, EnterPlan
from belplan.callplan.components.menu import INVALID, NOTHING, Menu
from belplan.callplan.menu_settings import MenuSettings
from tests.callplan.fake_call import ANSWERED, FakeCall

pytestmark = pytest.mark.fast

ASKS = "Druk 1 of 2."


def before(menu: MenuSettings, *presses: str) -> FakeCall:
    return FakeCall(menus={"main": menu}, presses=list(presses), internal={"201": "user/ann", "800": "plan/reception"})


def settings(**changes: object) -> MenuSettings:
    return MenuSettings.model_validate({"key": "main", "name": "Main", "say": ASKS, "wait": 4, "tries": 2, **changes})


@pytest.mark.parametrize(
    ("presses", "branch", "asked"),
    [(["1"], "1", 1), (["9", "2"], "2", 2), (["9", "8"], INVALID, 2), ([""], NOTHING, 2), (["9", ""], NOTHING, 2)],
)
async def test_a_key_leads_to_its_branch_and_a_wrong_one_is_asked_again(
    presses: list[str], branch: str, asked: int
) -> None:
    call = before(settings(), *presses)
    result = await Menu(menu="main").run(call)
    assert isinstance(result, Enter)
    assert result.branch == branch
    assert call.asked == [("ask", f"say/nl/{ASKS}", 4, 1)] * asked


async def test_an_uploaded_sound_may_ask() -> None:
    call = before(settings(say=None, sound="welkom"), "1")
    await Menu(menu="main").run(call)
    assert call.asked == [("ask", "welkom", 4, 1)]


async def test_an_internal_number_leads_to_whoever_has_it_where_that_is_allowed() -> None:
    call = before(settings(direct=True), "800")
    assert isinstance(await Menu(menu="main").run(call), EnterPlan)
    call = before(settings(direct=True), "201")
    call.rung = ANSWERED
    assert isinstance(await Menu(menu="main").run(call), Ended)
    call = before(settings(), "201", "201")
    assert await Menu(menu="main").run(call) == Enter(
        (await Menu(menu="main").run(before(settings(), "9", "9"))).reason, INVALID
    )


def test_a_menu_has_a_branch_a_key_and_two_for_those_who_err() -> None:
    assert Menu(menu="main", keys=("1", "#")).branches() == ("1", "#", NOTHING, INVALID)


def test_each_key_leads_to_one_place() -> None:
    assert [str(p) for p in Menu(menu="main", keys=("1", "1")).problems()] == [
        "key 1 stands in the menu twice: leave it out once"
    ]
    assert Menu(menu="main").problems() == ()


def test_it_says_which_keys_there_are() -> None:
    assert str(Menu(menu="main", keys=("1", "2", "#")).summary()) == "Menu main: 1, 2, #"
