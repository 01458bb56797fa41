"""Real telephones, speaking to each other without an exchange between them."""

import asyncio
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from belplan.run.demo.listening import contains_tone, same_audio, spoken_seconds
from belplan.run.demo.telephone import (
    Answer,
    Behaviour,
    LetRing,
    Party,
    Refuse,
    Telephone,
    TelephoneError,
    busy,
    unavailable,
)
from tests.phones import sipp
from tests.phones.sipp_scenarios import call_abandoned
from tests.run.demo.conftest import ANN_HZ, BOB_HZ

pytestmark = pytest.mark.phones


@pytest.fixture
async def ann(tmp_path: Path, ann_tone: Path) -> AsyncIterator[Telephone]:
    async with Telephone.start(name="Ann", folder=tmp_path, plays=ann_tone, address="127.0.0.2") as telephone:
        yield telephone


@pytest.fixture
async def bob(tmp_path: Path, bob_tone: Path) -> AsyncIterator[Telephone]:
    async with Telephone.start(name="Bob", folder=tmp_path, plays=bob_tone, address="127.0.0.3") as telephone:
        yield telephone


async def test_two_people_hear_each_other(ann: Telephone, bob: Telephone, bob_tone: Path) -> None:
    bob.on_ring = Answer(after=1.0)
    call = await ann.dial(f"sip:bob@{bob.address}")
    await call.ringing()
    at_bob = await bob.rings()
    await call.answered()
    assert 0.95 < call.times["answered"] - call.times["ringing"] < 2.0
    await asyncio.sleep(2.5)
    assert (await call.hang_up()).code == 200
    assert (await at_bob.ended()).code == 200
    assert contains_tone(ann.heard, BOB_HZ)
    assert not contains_tone(ann.heard, ANN_HZ)
    assert contains_tone(bob.heard, ANN_HZ)
    assert not contains_tone(bob.heard, BOB_HZ)
    assert same_audio(ann.heard, bob_tone).score > 0.9
    assert spoken_seconds(ann.heard) > 2.0
    assert not bob.missed_calls


async def test_the_display_shows_whom_the_caller_is_said_to_be(ann: Telephone, bob: Telephone) -> None:
    call = await ann.dial(
        f"sip:bob@{bob.address}",
        headers={"P-Asserted-Identity": '"Sales: Acme" <sip:+3225805000@127.0.0.2>'},
        from_user="32475112233",
        from_display='Jan "the voice"',
    )
    await bob.rings()
    assert bob.display
    assert bob.display.caller == Party('Jan "the voice"', "32475112233")
    assert bob.display.shown == Party("Sales: Acme", "+3225805000")
    await call.hang_up()


@pytest.mark.parametrize(
    ("met_with", "code", "rings"),
    [(Refuse(), 603, False), (busy(), 486, False), (unavailable(), 480, False), (Refuse(486, after=0.3), 486, True)],
)
async def test_a_refused_call_ends_with_the_status_of_the_refusal(
    ann: Telephone, bob: Telephone, met_with: Behaviour, code: int, rings: bool
) -> None:
    bob.on_ring = met_with
    call = await ann.dial(f"sip:bob@{bob.address}")
    with pytest.raises(TelephoneError, match=str(code)):
        await call.answered()
    assert (await call.ended()).code == code
    assert ("ringing" in call.times) is rings
    assert not bob.missed_calls


async def test_a_person_picks_up_refuses_or_hangs_up_by_hand(ann: Telephone, bob: Telephone) -> None:
    first = await ann.dial(f"sip:bob@{bob.address}")
    at_bob = await bob.rings()
    await at_bob.pick_up()
    await first.answered()
    assert (await at_bob.hang_up()).code == 200
    await first.ended()
    second = await ann.dial(f"sip:bob@{bob.address}")
    await (await bob.rings()).refuse(603)
    assert (await second.ended()).code == 603
    assert [call.state for call in bob.incoming] == ["ended", "ended"]


async def test_a_caller_who_gives_up_leaves_a_missed_call(ann: Telephone, bob: Telephone) -> None:
    bob.on_ring = LetRing()
    call = await ann.dial(f"sip:bob@{bob.address}")
    at_bob = await bob.rings()
    await call.ringing()
    assert (await call.hang_up()).code == 487
    await at_bob.ended()
    assert bob.missed_calls == [at_bob]
    assert len(bob.received("CANCEL")) == 1


async def test_a_call_taken_elsewhere_is_no_missed_call(tmp_path: Path, bob: Telephone) -> None:
    elsewhere = call_abandoned(after=0.2, reason='SIP;cause=200;text="Call completed elsewhere"')
    for number, scenario in (("101", elsewhere), ("102", call_abandoned(after=0.2, reason="SIP;cause=487"))):
        counts = await sipp.run(scenario, bob.address, rows=[(number, "bob")], folder=tmp_path, seconds=10)
        assert counts.successful == 1
        await (await bob.rings()).ended()
    assert [call.display.shown.number for call in bob.missed_calls] == ["102"]
    assert bob.incoming[0].cause
    assert bob.incoming[0].cause.reasons == ('SIP;cause=200;text="Call completed elsewhere"',)


async def test_keys_pressed_on_one_side_are_read_on_the_other(ann: Telephone, bob: Telephone) -> None:
    bob.on_ring = Answer()
    call = await ann.dial(f"sip:bob@{bob.address}")
    at_bob = await bob.rings()
    await call.answered()
    await call.send_digits("1*0#")
    assert await at_bob.digit(4) == "1*0#"


async def test_every_message_is_on_record_in_order(ann: Telephone, bob: Telephone) -> None:
    bob.on_ring = Answer()
    call = await ann.dial(f"sip:bob@{bob.address}")
    await call.answered()
    await call.hang_up()
    seen = [(m.direction, m.method, m.status) for m in ann.messages if m.status != 100]
    assert seen == [
        ("out", "INVITE", None),
        ("in", "INVITE", 180),
        ("in", "INVITE", 200),
        ("out", "ACK", None),
        ("out", "BYE", None),
        ("in", "BYE", 200),
    ]
    assert [m.at for m in ann.messages] == sorted(m.at for m in ann.messages)
    assert len(bob.received("INVITE")) == 1


async def test_calls_also_go_over_tcp(tmp_path: Path, bob_tone: Path) -> None:
    async with (
        Telephone.start(name="Ann", folder=tmp_path, address="127.0.0.2", transport="tcp") as ann,
        Telephone.start(
            name="Bob", folder=tmp_path, address="127.0.0.3", transport="tcp", plays=bob_tone, on_ring=Answer()
        ) as bob,
    ):
        call = await ann.dial(f"sip:bob@{bob.address};transport=tcp")
        await call.answered()
        await asyncio.sleep(1.5)
        await call.hang_up()
        assert contains_tone(ann.heard, BOB_HZ)
        assert "SIP/2.0/TCP" in ann.messages[0].header("via")


async def test_a_telephone_that_is_closed_hangs_up_first(tmp_path: Path, bob: Telephone) -> None:
    bob.on_ring = Answer()
    async with Telephone.start(name="Cem", folder=tmp_path, address="127.0.0.4") as cem:
        call = await cem.dial(f"sip:bob@{bob.address}")
        at_bob = await bob.rings()
        await call.answered()
    assert (await at_bob.ended()).code == 200
    assert call.state == "ended"


async def test_a_call_without_a_codec_in_common_is_refused(tmp_path: Path, bob: Telephone) -> None:
    bob.on_ring = Answer()
    async with Telephone.start(name="Cem", folder=tmp_path, codecs=("GSM",)) as cem:
        call = await cem.dial(f"sip:bob@{bob.address}")
        assert (await call.ended()).code == 488


async def test_a_wrong_address_is_said_at_once(tmp_path: Path, ann: Telephone) -> None:
    with pytest.raises(TelephoneError, match="cannot dial 'sip:'"):
        await ann.dial("sip:")
    with pytest.raises(TelephoneError, match="without an account"):
        await ann.dial("101")


async def test_a_taken_port_an_unknown_codec_and_a_broken_sound_are_said_at_the_start(
    tmp_path: Path, ann: Telephone
) -> None:
    port = int(ann.address.rpartition(":")[2])
    with pytest.raises(TelephoneError, match="in use"):
        async with Telephone.start(name="Eve", folder=tmp_path, address="127.0.0.2", port=port):
            pass
    with pytest.raises(TelephoneError, match="codecs: OPUS is not one of"):
        async with Telephone.start(name="Eve", folder=tmp_path, codecs=("OPUS",)):
            pass
    with pytest.raises(TelephoneError):
        async with Telephone.start(name="Eve", folder=tmp_path, plays=tmp_path / "none.wav"):
            pass


async def test_a_crash_of_one_telephone_is_said_and_hurts_no_other(ann: Telephone, bob: Telephone) -> None:
    bob.on_ring = Answer()
    call = await ann.dial(f"sip:bob@{bob.address}")
    await call.answered()
    first_started, _ = sorted(psutil.Process().children(), key=psutil.Process.create_time)[-2:]
    first_started.kill()
    with pytest.raises(TelephoneError, match=r"Ann: its process has ended \(see .*Ann\.log\)"):
        await call.ended()
    await (await bob.rings()).hang_up()


async def test_twelve_telephones_talk_at_once(tmp_path: Path, ann_tone: Path) -> None:
    async with asyncio.TaskGroup() as group:
        for pair in range(6):
            group.create_task(one_talk(tmp_path, ann_tone, pair))


async def one_talk(folder: Path, tone: Path, pair: int) -> None:
    async with (
        Telephone.start(name=f"caller-{pair}", folder=folder, plays=tone) as caller,
        Telephone.start(name=f"called-{pair}", folder=folder, on_ring=Answer(after=0.2)) as called,
    ):
        call = await caller.dial(f"sip:called@{called.address}")
        at_called = await called.rings()
        await call.answered()
        await asyncio.sleep(2.0)
        await call.hang_up()
        await at_called.ended()
        with wave.open(str(called.heard)) as recording:
            assert 1.5 < recording.getnframes() / recording.getframerate() < 4.0
        assert contains_tone(called.heard, ANN_HZ)
