"""Stories that only a real Asterisk with real telephones can tell: what was said on the wire, and every moment in
between two requests."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from belplan.callevents import Ending
from belplan.run.demo.listening import tone_seconds
from belplan.run.demo.telephone import Answer, LetRing, Refuse
from belplan.run.demo.telephone_call import Call
from belplan.switch.port import Address, DeviceAddress, Identity, Leg, LegGone, Sound, TrunkAddress
from tests.switch.asterisk.halls import nothing_is_held, small_hall, talking
from tests.switch.asterisk_stage import AsteriskStage, Hall
from tests.switch.moments import end_of, reached

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="module")]

JAN = Identity("Jan Peeters", "32475112233")
NUMBER = "3225805000"
ANN, BOB, NOBODY = DeviceAddress("demo.ann"), DeviceAddress("demo.bob"), DeviceAddress("demo.nobody")
MOBILE = TrunkAddress("carrier", "32475000000")
ADDRESSES: dict[str, Address] = {"ann": ANN, "bob": BOB, "mobile": MOBILE}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def started_hall() -> AsyncIterator[Hall]:
    async with small_hall() as hall:
        yield hall


@pytest_asyncio.fixture(loop_scope="module")
async def hall(started_hall: Hall) -> AsyncIterator[Hall]:
    for telephone in started_hall.telephones.values():
        telephone.on_ring = LetRing()
    yield started_hall
    await nothing_is_held(started_hall.switch)


@pytest.fixture
def tone(hall: Hall) -> Sound:
    return AsteriskStage(hall).sound(30)


async def call_in(hall: Hall) -> tuple[Call, Leg]:
    """Someone dials our number over the trunk."""
    call = await hall.telephones["mobile"].dial(f"sip:{NUMBER}@{hall.sip}", from_user=JAN.number)
    leg, _ = await asyncio.wait_for(hall.entered.get(), 5)
    return call, leg


async def ring(hall: Hall, name: str, caller: Identity = JAN) -> tuple[Call, Leg]:
    """A telephone, or the mobile number, that rings now."""
    telephone = hall.telephones[name]
    earlier = len(telephone.incoming)
    leg = await hall.switch.ring(secrets.token_hex(4), ADDRESSES[name], caller, 20)
    await reached(leg.ringing)
    for _ in range(500):
        if here := [call for call in telephone.incoming[earlier:] if call.state == "ringing"]:
            return here[0], leg
        await asyncio.sleep(0.01)
    raise AssertionError(f"{name} does not ring")


async def test_a_call_comes_in_two_telephones_ring_one_answers_and_they_talk(hall: Hall) -> None:
    call, caller = await call_in(hall)
    await caller.indicate_ringing()
    at_ann, ann = await ring(hall, "ann")
    at_bob, bob = await ring(hall, "bob")
    await at_ann.pick_up()
    await reached(ann.answered)
    await bob.hang_up(Ending.ELSEWHERE)
    assert await end_of(bob) == Ending.ELSEWHERE
    await caller.answer()
    talk = asyncio.create_task(hall.switch.connect(caller, ann))
    await talking(call, at_ann)
    await call.hang_up()
    assert await asyncio.wait_for(talk, 10) is caller
    await ann.hang_up()
    assert await end_of(ann) == Ending.HUNG_UP
    await at_bob.ended()
    cancel = next(message for message in at_bob.messages if message.method == "CANCEL")
    assert cancel.header("reason") == 'SIP;cause=200;text="Call completed elsewhere"'
    assert not at_bob.missed


@pytest.mark.parametrize(
    ("behaviour", "ending"),
    [
        (Refuse(486), Ending.BUSY),
        (Refuse(486, after=0.3), Ending.BUSY),
        (Refuse(600), Ending.BUSY),
        (Refuse(603), Ending.REFUSED),
        (Refuse(403), Ending.REFUSED),
        (Refuse(480), Ending.UNREACHABLE),
        (Refuse(480, after=0.3), Ending.NO_ANSWER),
        (Refuse(404), Ending.UNREACHABLE),
        (Refuse(500), Ending.UNREACHABLE),
        (Refuse(503), Ending.UNREACHABLE),
    ],
    ids=lambda value: f"{value.code}-after-{value.after}" if isinstance(value, Refuse) else "",
)
@pytest.mark.parametrize("name", ["ann", "mobile"])
async def test_each_refusal_in_telephone_words(hall: Hall, name: str, behaviour: Refuse, ending: Ending) -> None:
    hall.telephones[name].on_ring = behaviour
    leg = await hall.switch.ring(f"refusal-{name}-{behaviour}", ANN if name == "ann" else MOBILE, JAN, 20)
    assert await end_of(leg) == ending
    assert not leg.answered.done()


@pytest.mark.parametrize("address", [NOBODY, DeviceAddress("demo.unheard-of"), TrunkAddress("no-trunk", "32475")])
async def test_who_is_not_there_is_unreachable(hall: Hall, address: Address, caplog: pytest.LogCaptureFixture) -> None:
    leg = await hall.switch.ring(f"absent-{address}", address, JAN, 20)
    assert await end_of(leg) == Ending.UNREACHABLE
    assert not caplog.records


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        (Ending.BUSY, 486),
        (Ending.REFUSED, 403),
        (Ending.NO_ANSWER, 480),
        (Ending.UNREACHABLE, 480),
        (Ending.HUNG_UP, 603),
    ],
)
async def test_a_caller_is_told_why_nobody_answers(hall: Hall, ending: Ending, status: int) -> None:
    call, caller = await call_in(hall)
    await caller.hang_up(ending)
    assert await end_of(caller) == ending
    assert (await call.ended()).code == status


@pytest.mark.parametrize("milliseconds", [0, 1, 2, 3, 5, 8, 13, 21, 34, 55])
async def test_a_ring_can_be_given_up_at_any_moment(hall: Hall, milliseconds: int) -> None:
    leg = await hall.switch.ring(f"given-up-{milliseconds}", ANN, JAN, 20)
    await asyncio.sleep(milliseconds / 1000)
    await leg.hang_up(Ending.ELSEWHERE)
    assert await end_of(leg) == Ending.ELSEWHERE
    with pytest.raises(LegGone):
        await leg.answer()


async def test_giving_up_is_seen_through_when_it_is_cancelled(hall: Hall) -> None:
    leg = await hall.switch.ring("cancelled-hang-up", ANN, JAN, 20)
    hanging_up = asyncio.create_task(leg.hang_up())
    await asyncio.sleep(0)
    hanging_up.cancel()
    assert await end_of(leg) == Ending.HUNG_UP


@pytest.mark.parametrize("milliseconds", [0, 1, 3, 10, 30])
async def test_a_sound_can_be_cancelled_at_any_moment(hall: Hall, milliseconds: int, tone: Sound) -> None:
    _, caller = await call_in(hall)
    playing = asyncio.create_task(caller.play(tone))
    await asyncio.sleep(milliseconds / 1000)
    playing.cancel()
    await asyncio.wait((playing,))
    began = asyncio.get_running_loop().time()
    await caller.answer()  # would wait for a sound that is still there
    assert asyncio.get_running_loop().time() - began < 0.5
    await caller.hang_up()
    await end_of(caller)


async def test_an_answer_ends_a_sound_that_plays_before_it(hall: Hall, tone: Sound) -> None:
    call, caller = await call_in(hall)
    playing = asyncio.create_task(caller.play(tone))
    await call.audio()
    began = asyncio.get_running_loop().time()
    await caller.answer()
    await asyncio.wait_for(playing, 1)
    assert asyncio.get_running_loop().time() - began < 0.5
    await caller.hang_up()
    await end_of(caller)


async def test_a_sound_that_plays_holds_up_no_other_call(hall: Hall, tone: Sound) -> None:
    first, second = [await call_in(hall) for _ in range(2)]
    playing = asyncio.create_task(first[1].play(tone))
    await first[0].audio()
    began = asyncio.get_running_loop().time()
    await second[1].answer()
    await second[1].hang_up()
    await end_of(second[1])
    assert asyncio.get_running_loop().time() - began < 0.5
    assert not playing.done()
    await first[1].hang_up()
    with pytest.raises(LegGone):
        await playing
    assert await end_of(first[1]) == Ending.HUNG_UP


async def test_a_ringing_tone_after_the_answer_stops_as_they_talk(hall: Hall) -> None:
    hall.telephones["ann"].on_ring = Answer(0)
    call, caller = await call_in(hall)
    await caller.answer()
    await caller.indicate_ringing()
    await asyncio.sleep(0.5)
    ann = await hall.switch.ring("tone-ann", ANN, JAN, 20)
    await reached(ann.answered)
    talk = asyncio.create_task(hall.switch.connect(caller, ann))
    await asyncio.sleep(5)  # two rings of Belgium's ringing tone
    await ann.hang_up()
    await asyncio.wait_for(talk, 5)
    await caller.hang_up()
    await call.ended()
    assert call.heard
    assert 0.2 < tone_seconds(call.heard, 425) < 1.5


async def test_the_carrier_is_told_the_outgoing_identity(hall: Hall) -> None:
    at_mobile, leg = await ring(hall, "mobile", Identity("Example Ltd", NUMBER))
    shown = at_mobile.display
    assert (shown.caller.name, shown.caller.number) == ("Example Ltd", NUMBER)
    assert shown.asserted == shown.caller
    await leg.hang_up()
    await end_of(leg)


async def test_the_carrier_is_told_nothing_of_who_withholds_it(hall: Hall) -> None:
    at_mobile, leg = await ring(hall, "mobile", Identity("", ""))
    invite = next(message for message in at_mobile.messages if message.starts_a_call)
    assert "anonymous@anonymous.invalid" in invite.header("from")
    assert not invite.header("p-asserted-identity")
    await leg.hang_up()
    await end_of(leg)


async def test_a_prefix_is_shown_before_a_withheld_number(hall: Hall) -> None:
    at_ann, leg = await ring(hall, "ann", Identity("Sales", ""))
    assert (at_ann.display.shown.name, at_ann.display.shown.number) == ("Sales", "anonymous")
    await leg.hang_up()
    await end_of(leg)


async def test_a_caller_with_privacy_stays_unknown(hall: Hall) -> None:
    call = await hall.telephones["mobile"].dial(
        f"sip:{NUMBER}@{hall.sip}",
        from_user="anonymous",
        headers={"Privacy": "id", "P-Asserted-Identity": f'"Jan" <sip:{JAN.number}@127.0.0.2>'},
    )
    leg, invitation = await asyncio.wait_for(hall.entered.get(), 5)
    assert invitation.caller == Identity("", "")
    await call.hang_up()
    assert await end_of(leg) == Ending.CANCELLED


async def test_a_leg_hung_up_twice_has_ended_when_asterisk_holds_it_no_more(hall: Hall) -> None:
    for _ in range(40):
        at_ann, leg = await ring(hall, "ann")
        await at_ann.pick_up()
        await reached(leg.answered)
        await leg.hang_up()
        await leg.hang_up()
        await end_of(leg)
        await nothing_is_held(hall.switch)
        await at_ann.ended()
