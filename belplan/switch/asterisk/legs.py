"""One leg on Asterisk: a channel under our control, from its first sign of life until it is gone."""

from __future__ import annotations

import asyncio
import logging
import math
from http import HTTPStatus
from pathlib import Path

from belplan.callevents import Ending
from belplan.switch.asterisk.client import AriClient, Reply
from belplan.switch.asterisk.endings import CAUSES
from belplan.switch.asterisk.events import Channel, Event
from belplan.switch.asterisk.playback import Playback
from belplan.switch.asterisk.recording import Recording
from belplan.switch.port import Leg, LegGone, Sound, SwitchAway

# The channel has gone, has left us, or can only go. 500 is said of one that hangs up at that very moment, and of a
# telephone that is not registered.
GONE = (
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.INTERNAL_SERVER_ERROR,
)
LOOK_SECONDS = 0.02  # between looks whether a channel that has left us is gone; it is so within 2 ms, mostly
FAREWELL_SECONDS = 1.0  # the longest from a hang-up, or a sound that failed, to the end of its leg

log = logging.getLogger(__name__)


class AsteriskLeg(Leg):
    """A channel that came in by itself."""

    def __init__(self, leg_id: str, ari: AriClient) -> None:
        super().__init__(leg_id)
        self.ended_at = math.inf  # on the loop's clock
        self._ari = ari
        self._playbacks: dict[str, Playback] = {}
        self._recordings: dict[str, Recording] = {}
        self._rings_itself = False  # Asterisk makes the ringing tone that the far end hears
        self._dropping: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._wanted: Ending | None = None  # how we end it

    @property
    def made(self) -> bool:
        """Whether its channel must be in Asterisk's list."""
        return True

    async def answer(self) -> None:
        """See Leg. A sound that still plays is stopped: its channel would only answer after it."""
        if not self.answered.done():
            await self._hush()
            await self._do("answer")
            self._saw_answer()

    async def indicate_ringing(self) -> None:
        """See Leg. A sound that still plays is stopped."""
        await self._hush()
        await self._do("ring")
        self._rings_itself = self.answered.done()  # before the answer it is the far end that makes the tone

    async def play(self, sound: Sound) -> None:
        """See Leg."""
        await self._stop_ringing()
        self.require_present()
        playback = Playback(self._ari, self.id, sound)
        self._playbacks[playback.id] = playback
        try:
            self._require_done(await asyncio.shield(playback.started), "play")
            await asyncio.wait((playback.over, self.ended), return_when=asyncio.FIRST_COMPLETED)
            if playback.failed:
                await self._learn_why()
            self.require_present()
        finally:
            await asyncio.shield(asyncio.create_task(playback.stop()))
            self._playbacks.pop(playback.id, None)

    async def record(self, path: Path, seconds: float) -> None:
        """See Leg. A sound that still plays is stopped."""
        await self.prepare_to_talk()
        recording = Recording(self._ari, self.id, seconds)
        self._recordings[recording.name] = recording
        try:
            self._require_done(await asyncio.shield(recording.started), "record")
            await asyncio.shield(recording.over)
            if recording.failed:
                await self._await_end()
                self.require_present()
                raise OSError(f"Asterisk could not record: {recording.failed}")
            await recording.keep(path)
        finally:
            await asyncio.shield(asyncio.create_task(recording.discard()))
            self._recordings.pop(recording.name, None)

    async def hang_up(self, ending: Ending = Ending.HUNG_UP) -> None:
        """See Leg. Without a reply the wish is kept, and tried again until it is done."""
        if self.ended.done():
            return
        if self._dropping is None or self._dropping.done():
            self._wanted = self._wanted or ending
            self._dropping = asyncio.create_task(self._drop(self._wanted))
        if self.made:  # what is still being made is given up as soon as it is there, and nobody waits for it
            await asyncio.wait((self._dropping,), timeout=FAREWELL_SECONDS)

    async def prepare_to_talk(self) -> None:
        """End whatever would be heard through a conversation. Raises LegGone, SwitchAway."""
        self.require_present()
        await self._hush()
        await self._stop_ringing()

    def require_present(self) -> None:
        """LegGone once it has ended, or once we are ending it."""
        if self.ended.done() or self._wanted is not None:
            raise LegGone

    def see(self, event: Event) -> None:
        """Take in an event of this channel."""
        match event.type:
            case "ChannelStateChange" if event.channel is not None:
                self._see_state(event.channel)
            case "ChannelDtmfReceived":
                self.keys.put_nowait(event.digit)
            case "PlaybackFinished" if event.playback is not None:
                self._saw_silence(event.playback.id, event.playback.state)
            case "RecordingFinished" | "RecordingFailed" if event.recording is not None:
                self._saw_recorded(event.recording.name, event.recording.cause)
            case "StasisEnd":
                self._see_leave()
            case "ChannelDestroyed":
                self.finish(self._wanted or self._own_ending(event.cause, event.tech_cause))

    def finish(self, ending: Ending) -> None:
        """Asterisk holds nothing of this leg any more."""
        if not self.ended.done():
            self.ended.set_result(ending)
            self.ended_at = asyncio.get_running_loop().time()
        for playback in self._playbacks.values():
            playback.end()
        for recording in self._recordings.values():
            recording.end()

    def abandon(self) -> None:
        """We are no longer its controller: nothing that is under way for it is seen through."""
        self._wanted = None

    async def catch_up(self, channel: Channel | None) -> None:
        """After events were missed: take in how the channel stands, or that it is gone. Raises SwitchAway."""
        if channel is None:
            self.finish(self._wanted or self._own_ending(0, 0))
            return
        self._see_state(channel)
        if self._wanted is not None:
            await self.hang_up(self._wanted)
        for playback in list(self._playbacks.values()):
            await playback.catch_up()
        for recording in list(self._recordings.values()):
            await recording.catch_up()

    def _see_leave(self) -> None:
        # With its channel's leaving, Asterisk tells us nothing more about a channel that we did not make ourselves.
        self._leaving = asyncio.create_task(self._see_off())

    async def _see_off(self) -> None:
        try:
            while await self._is_there():  # noqa: ASYNC110 (no event will come)
                await asyncio.sleep(LOOK_SECONDS)
        except SwitchAway:
            return  # seen when we catch up
        self.finish(self._wanted or self._own_ending(0, 0))

    async def _is_there(self) -> bool:
        return (await self._ari.request("GET", "channels", self.id)).status != HTTPStatus.NOT_FOUND

    async def _do(self, action: str, method: str = "POST", **query: str) -> None:
        self.require_present()
        self._require_done(await self._ari.request(method, "channels", self.id, action, **query), action)

    def _require_done(self, reply: Reply, action: str) -> None:
        if reply.ok:
            return
        if reply.status == HTTPStatus.NOT_FOUND and self._leaving is None:
            self._leaving = asyncio.create_task(self._see_off())  # its end may not have been told
        elif reply.status not in GONE:
            log.error("Asterisk refused %s on leg %s with status %d", action, self.id, reply.status)
        raise LegGone

    async def _drop(self, ending: Ending) -> None:
        try:
            reply = await self._ari.request("DELETE", "channels", self.id, reason_code=str(CAUSES[ending]))
        except SwitchAway:
            asyncio.get_running_loop().call_later(FAREWELL_SECONDS, self._drop_again)
            return
        if reply.status == HTTPStatus.NOT_FOUND:
            await self._see_off()  # it has left us, which is a moment before it is gone
        else:
            self.doubt()

    def _drop_again(self) -> None:
        if not (self.ended.done() or self._wanted is None):
            self._dropping = asyncio.create_task(self._drop(self._wanted))

    def doubt(self) -> None:
        """It is about to end, or has ended: make sure, unless its end, which tells more, is told in time."""
        asyncio.get_running_loop().call_later(FAREWELL_SECONDS, self._make_sure)

    def _make_sure(self) -> None:
        if not self.ended.done():  # its end was not told
            self._leaving = asyncio.create_task(self._see_off())

    async def _hush(self) -> None:
        # A channel does what it is asked one after the other: whatever comes behind a sound waits for its end.
        for playback in list(self._playbacks.values()):
            await playback.stop()

    async def _stop_ringing(self) -> None:
        if self._rings_itself:
            self._rings_itself = False
            await self._do("ring", "DELETE")

    def _own_ending(self, cause: int, status: int) -> Ending:
        """What it means when this leg ends by itself."""
        return Ending.HUNG_UP if self.answered.done() else Ending.CANCELLED

    def _see_state(self, channel: Channel) -> None:
        if channel.state == "Up":
            self._saw_answer()

    def _saw_answer(self) -> None:
        if not self.answered.done():
            self.answered.set_result(None)

    def _saw_silence(self, playback_id: str, state: str) -> None:
        if playback := self._playbacks.get(playback_id):
            playback.failed = state == "failed"
            playback.end()

    def _saw_recorded(self, name: str, cause: str) -> None:
        if recording := self._recordings.get(name):
            recording.end(cause)

    async def _await_end(self) -> None:
        # A hang-up ends what is under way first, and the leg a moment later.
        await asyncio.wait((self.ended,), timeout=FAREWELL_SECONDS)

    async def _learn_why(self) -> None:
        await self._await_end()
        if not self.ended.done():
            log.error("Asterisk could not play a sound on leg %s: is the file there, and 8 kHz mono WAV?", self.id)
