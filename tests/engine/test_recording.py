"""Stories of announcements that are recorded by telephone, for somebody who waits at the panel."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path

import pytest

from belplan.engine.companies import company
from belplan.engine.recording import KEEP_SECONDS, RecordingOrder, Recordings, Stage, file_of
from belplan.switch.behaviour import BUSY, NOBODY, UNREGISTERED, KeyPress, Telephone
from belplan.switch.port import Held, Sound
from belplan.switch.simulator import Simulator
from tests.engine.exchange import NUMBER, PROMPT_SECONDS, phones, snapshot

pytestmark = pytest.mark.fast

NAME = "0123456789abcdef0123456789abcdef"
DEMO = company(snapshot([{"hang_up": {}}]))


class Studio:
    """Ann's telephone, and who records there."""

    def __init__(self, data: Path, **telephones: Telephone) -> None:
        self.data = data
        self.switch = Simulator(phones(**telephones))
        prompt = Sound(Path("/prompt.wav"), PROMPT_SECONDS)
        self.recordings = Recordings(self.switch, lambda language, name: prompt, data)

    async def begin(self, device: str = "ann", name: str = NAME, account: str = "admin.demo") -> Stage | None:
        await self.switch.start(lambda leg, invitation: None)
        begun = self.recordings.begin(DEMO, RecordingOrder(name, account, device, "Opname"))
        return begun.stage if begun else None

    async def after(self, seconds: float, name: str = NAME) -> Stage | None:
        await asyncio.sleep(seconds)
        found = self.recordings.of("demo", name)
        return found.stage if found else None

    def seconds(self) -> float:
        with wave.open(str(file_of(self.data, NAME))) as said:
            seconds: float = said.getnframes() / said.getframerate()
        return seconds

    def heard(self) -> list[str]:
        return [f"{moment.what} {moment.detail}".strip() for moment in self.switch.timeline]


async def test_what_is_said_after_the_beep_until_the_hash_is_kept_for_a_while(tmp_path: Path) -> None:
    studio = Studio(tmp_path, ann=Telephone(answers_after=4, keys=(KeyPress(PROMPT_SECONDS + 7, "#"),)))
    assert await studio.begin() == Stage.RINGING
    assert await studio.after(5) == Stage.SPEAKING
    assert await studio.after(10) == Stage.DONE
    assert studio.seconds() == pytest.approx(7)
    shown, *_, ended = studio.heard()
    assert (shown, ended) == (f"ringing Opname {NUMBER}", "ended hung_up")
    assert await studio.switch.held() == Held(0, 0)
    assert await studio.after(KEEP_SECONDS) is None
    assert not file_of(tmp_path, NAME).exists()


async def test_nobody_speaks_for_more_than_five_minutes(tmp_path: Path) -> None:
    studio = Studio(tmp_path, ann=Telephone(answers_after=1))
    await studio.begin()
    assert await studio.after(310) == Stage.DONE
    assert studio.seconds() == pytest.approx(300)


@pytest.mark.parametrize(
    ("telephone", "said"),
    [
        (NOBODY, Stage.NO_ANSWER),
        (BUSY, Stage.BUSY),
        (UNREGISTERED, Stage.UNREACHABLE),
    ],
)
async def test_what_did_not_come_about_is_told(tmp_path: Path, telephone: Telephone, said: Stage) -> None:
    studio = Studio(tmp_path, ann=telephone)
    await studio.begin()
    assert await studio.after(31) == said
    assert not file_of(tmp_path, NAME).exists()


async def test_a_telephone_of_another_company_is_not_rung(tmp_path: Path) -> None:
    studio = Studio(tmp_path, zoe=Telephone(answers_after=1))
    await studio.begin("zoe")
    assert await studio.after(2) == Stage.UNREACHABLE
    assert studio.heard() == []
    assert studio.recordings.of("other", NAME) is None


async def test_who_hangs_up_before_the_beep_has_recorded_nothing(tmp_path: Path) -> None:
    studio = Studio(tmp_path, ann=Telephone(answers_after=1))
    await studio.begin()
    await asyncio.sleep(2)
    (leg,) = (await studio.switch.start(lambda leg, invitation: None, [f"recording-{NAME}"])).values()
    await leg.hang_up()
    assert await studio.after(1) == Stage.HUNG_UP


async def test_an_account_records_one_at_a_time(tmp_path: Path) -> None:
    studio = Studio(tmp_path, ann=Telephone(answers_after=1, keys=(KeyPress(10, "#"),)), bart=NOBODY)
    await studio.begin()
    assert await studio.begin("bart", "f" * 32) is None
    assert await studio.begin("bart", "e" * 32, "other.demo") == Stage.RINGING
    assert await studio.begin() == Stage.RINGING  # asked again, nothing more happens
    await asyncio.sleep(12)
    assert await studio.begin("bart", "f" * 32) == Stage.RINGING


async def test_what_an_engine_before_left_is_removed(tmp_path: Path) -> None:
    left = file_of(tmp_path, NAME)
    left.parent.mkdir()
    left.touch()
    Studio(tmp_path)
    assert not left.exists()
