"""A code is really read out: by the engine's own process, over real SIP, and understood from the telephone's recording.

Digit by digit, in the right language, twice; and never to a voicemail box where a key must be pressed first.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
import pytest_asyncio

from belplan.callevents import ReadOut
from belplan.engine import door
from belplan.engine.journal_reader import read
from belplan.run.demo.listening import same_audio
from belplan.run.demo.telephone import Answer, LetRing, busy
from belplan.run.demo.telephone_call import Call
from belplan.speech.code_call import ASK_KEY
from tests.engine.exchange import MOBILE
from tests.phones.code_line import CodeLine, code_line, epoch, seconds_of

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="module")]

ANN = "user/ann"
CLEARLY = 0.5  # other sounds stay below 0.4


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole_line() -> AsyncIterator[CodeLine]:
    async with code_line() as line:
        yield line


@pytest.fixture
def line(whole_line: CodeLine) -> Iterator[CodeLine]:
    whole_line.ann.on_ring = whole_line.mobile.on_ring = LetRing()
    yield whole_line
    whole_line.ann.on_ring = whole_line.mobile.on_ring = LetRing()


READ_OUT = [(MOBILE, "4071", "nl"), (ANN, "255016", "fr")]
ALSO = [(MOBILE, "9938", "de"), (ANN, "6842", "en")]
PAIRS = [pytest.param(READ_OUT, id="nl and fr"), pytest.param(ALSO, id="de and en", marks=pytest.mark.long)]
Read = tuple[str, str, str, Call, door.Reply]


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=PAIRS)
async def whole_calls(whole_line: CodeLine, request: pytest.FixtureRequest) -> list[Read]:
    """Two calls at once, each heard to its end."""
    whole_line.ann.on_ring = whole_line.mobile.on_ring = Answer(0.3)
    rung = [(code, lang, *await whole_line.rung(code, to, lang)) for to, code, lang in request.param]
    return [(code, lang, placed, call, await whole_line.ended(placed)) for code, lang, placed, call in rung]


@pytest.mark.parametrize("at", [0, 1], ids=["one", "other"])
async def test_the_code_is_heard_twice_and_the_exchange_knows_when(
    line: CodeLine, whole_calls: list[Read], at: int
) -> None:
    code, language, placed, call, state = whole_calls[at]
    await call.ended()
    heard, first_over = line.understands(call, language, "code_intro", len(code))
    again, _ = line.understands(call, language, "code_again", len(code))
    assert (heard, again) == (code, code)
    assert call.heard
    assert call.heard_from
    assert same_audio(call.heard, line.prompt(language, "code_goodbye")).score > CLEARLY
    assert state.read_out_at == pytest.approx(epoch(call.heard_from) + first_over, abs=0.5)
    assert state.outcome == "answered"
    read_outs = [f.at for f, _ in read(line.here.journal, "node1") if isinstance(f, ReadOut) and f.call == placed]
    assert len(read_outs) == 2
    assert read_outs[0] == pytest.approx(state.read_out_at, abs=0.05)


@pytest.mark.usefixtures("whole_calls")
async def test_no_file_holds_a_code(line: CodeLine) -> None:
    files = [file for file in line.here.data.rglob("*") if file.is_file()]
    assert line.here.journal in [file.parent for file in files]
    for file in files:
        content = file.read_bytes()
        assert b"255016" not in content, file
        assert b"digit_" not in content, f"{file} tells which digits were read"


async def test_a_language_without_voice_is_english(line: CodeLine) -> None:
    line.ann.on_ring = Answer(0.1)
    placed, call = await line.rung("31", ANN, "es", talk=timedelta(seconds=11))
    await line.ended(placed)
    await call.ended()
    assert line.understands(call, "en", "code_intro", 2)[0] == "31"


# A voicemail box must not take a code down


async def test_a_voicemail_box_hears_no_code_where_a_key_is_asked(line: CodeLine) -> None:
    line.mobile.on_ring = Answer(0.1)
    placed, call = await line.rung("4071", MOBILE, press_key_first=True, talk=timedelta(seconds=16))
    state = await line.ended(placed)
    await call.ended()
    assert call.heard
    assert same_audio(call.heard, line.prompt("nl", ASK_KEY)).score > CLEARLY
    assert same_audio(call.heard, line.prompt("nl", "code_intro")).score < 0.4
    for digit in "4071":
        assert same_audio(call.heard, line.prompt("nl", f"digit_{digit}")).score < 0.6
    assert (state.read_out_at, state.outcome) == (0.0, "answered")
    assert seconds_of(call.heard) == pytest.approx(16, abs=1.5), "the talk is limited"


async def test_a_person_who_presses_1_hears_the_code_at_once(line: CodeLine) -> None:
    line.mobile.on_ring = Answer(0.1)
    placed, call = await line.rung("4071", MOBILE, press_key_first=True)
    await call.answered()
    await call.send_digits("1")
    async with asyncio.timeout(20):
        while not (await line.state(placed)).read_out_at:  # noqa: ASYNC110 (another process makes it so)
            await asyncio.sleep(0.1)
    await call.hang_up()
    assert line.understands(call, "nl", "code_intro", 4)[0] == "4071"
    assert (await line.ended(placed, seconds=5)).outcome == "answered"


# What goes wrong is told


async def test_who_hangs_up_early_has_not_heard_it(line: CodeLine) -> None:
    line.mobile.on_ring = Answer(0.1)
    placed, call = await line.rung("4071", MOBILE)
    await call.answered()
    await call.hang_up()
    state = await line.ended(placed, seconds=5)
    assert (state.read_out_at, state.outcome) == (0.0, "answered")


async def test_a_busy_telephone(line: CodeLine) -> None:
    line.mobile.on_ring = busy()
    placed = await line.place("4071", MOBILE)
    assert (await line.ended(placed, seconds=5)).outcome == "busy"


async def test_nobody_answers_in_the_time_that_it_rings(line: CodeLine) -> None:
    placed, call = await line.rung("4071", MOBILE, ring=timedelta(seconds=2))
    state = await line.ended(placed, seconds=5)
    await call.ended()
    assert (state.read_out_at, state.outcome) == (0.0, "no_answer")
    assert call.times["ended"] - call.times["ringing"] == pytest.approx(2, abs=0.5)


async def test_a_line_to_the_outside_that_is_down(line: CodeLine) -> None:
    with line.trunk_down():
        placed = await line.place("4071", MOBILE, ring=timedelta(seconds=5))
        assert (await line.ended(placed, seconds=8)).outcome == "unreachable"


async def test_an_own_telephone_that_is_not_connected(line: CodeLine) -> None:
    placed = await line.place("4071", "user/bart")
    assert (await line.ended(placed, seconds=5)).outcome == "unreachable"


async def test_asked_twice_it_rings_once(line: CodeLine) -> None:
    same = "00000000-0000-4000-8000-000000000001"
    earlier = len(line.mobile.incoming)
    first = await line.place("4071", MOBILE, challenge=same, ring=timedelta(seconds=2))
    assert await line.place("4071", MOBILE, challenge=same, ring=timedelta(seconds=2)) == first
    await line.ended(first, seconds=5)
    assert len(line.mobile.incoming) == earlier + 1
