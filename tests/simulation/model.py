"""Asterisk as ARI shows it, on virtual time: channels, bridges and playbacks, with their states, causes and refusals.

Calibrated on what was measured at Asterisk 22 and on the tests of `tests/switch/asterisk`: what waits behind a sound,
which requests a channel refuses and how, what is told of a channel's end, and who answers while the engine is away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from belplan.callevents import Ending
from belplan.switch.asterisk.events import Channel as Shown
from belplan.switch.asterisk.events import Event, Party, Place, Playback
from belplan.switch.behaviour import Caller, Telephone
from belplan.switch.port import Invitation
from tests.simulation.channels import By, Channel, Sounding, Talk
from tests.simulation.lines import EventLine

FALLBACK_SECONDS = 12.0  # that the exchange is away, in four languages
SIP_STATUS = {Ending.BUSY: (17, 486), Ending.REFUSED: (21, 603)}


@dataclass
class Asterisk:
    """`telephone` says how the far end of a dialled endpoint behaves; `sounds` how long each file is, in seconds."""

    app: str
    chance: Random
    telephone: Callable[[str], Telephone]
    sounds: dict[str, float]
    note: Callable[[str, object], None]
    running: bool = True
    channels: dict[str, Channel] = field(default_factory=dict)
    bridges: dict[str, list[Channel]] = field(default_factory=dict)
    lamps: dict[str, str] = field(default_factory=dict)
    playbacks: dict[str, Channel] = field(default_factory=dict)
    history: list[Channel] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    line: EventLine | None = None

    def __post_init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._entered = 0

    # The world's side

    def call(self, invitation: Invitation, caller: Caller) -> Channel:
        """A call comes in; the dialplan leads it into our application, or to the fallback."""
        self._entered += 1
        channel = Channel(
            f"1795510800.{self._entered}",
            invitation.account,
            invitation.dialled,
            caller,
            self._loop.time(),
            made=False,
            arguments=(invitation.role, invitation.account, invitation.dialled, "allowed_not_screened"),
            caller=Party(invitation.caller.name, invitation.caller.number),
            state="Ring",
        )
        self.hold(channel)
        if caller.patience is not None:
            self.after(channel, caller.patience, self._lose_patience, channel)
        for press in caller.keys:
            self.after(channel, press.at, self.press, channel, press.key)
        self.after(channel, self.moment(), self._dialplan, channel)
        return channel

    def boot(self) -> None:
        """Start, holding nothing."""
        self.running = True

    def die(self) -> None:
        """Be killed: everything is gone, and nobody is told."""
        self.running = False
        self.disconnect(self.line)
        for channel in list(self.channels.values()):
            channel.leaving = True
            self._leave(channel, "death", 0, 0)
        self.bridges.clear()
        self.playbacks.clear()

    def connect(self, line: EventLine) -> None:
        """The application is there from now on."""
        self.disconnect(self.line)
        self.line = line

    def disconnect(self, line: EventLine | None) -> None:
        """The line is broken: from now on calls take the fallback."""
        if line is not None:
            line.end()
            if self.line is line:
                self.line = None

    def dial(self, channel: Channel, seconds: float) -> None:
        """The telephone at its far end is called; Asterisk itself gives up after so long."""
        channel.rang = self._loop.time()
        self.after(channel, seconds, self._ring_out, channel)
        self.after(channel, self.chance.uniform(0.005, 0.03), self._reach, channel)

    @property
    def now(self) -> float:
        """Seconds on the loop's clock."""
        return self._loop.time()

    # People

    def _lose_patience(self, channel: Channel) -> None:
        if channel.talk is None:
            self.hang_up(channel, "person")

    def press(self, channel: Channel, key: str) -> None:
        self.tell("ChannelDtmfReceived", channel, digit=key)

    def _pick_up(self, channel: Channel, telephone: Telephone) -> None:
        if channel.leaving:
            return
        self.up(channel)
        for press in telephone.keys:
            self.after(channel, press.at, self.press, channel, press.key)

    def _begin_talk(self, one: Channel, other: Channel) -> None:
        talk = Talk(one, other, self._loop.time(), with_tone=one.tone or other.tone)
        self.talks.append(talk)
        for channel in (one, other):
            channel.talk = talk
            channel.talks.append(talk)
            self.listen(channel)
            if channel.far_end.talks is not None:
                self.after(channel, channel.far_end.talks, self._has_talked, channel, talk)

    def _has_talked(self, channel: Channel, talk: Talk) -> None:
        if channel.talk is talk:
            self.hang_up(channel, "person")

    def _end_talk(self, talk: Talk, by: By) -> None:
        talk.ended, talk.ended_by = self._loop.time(), by
        for channel in (talk.one, talk.other):
            channel.talk = None
            self.listen(channel)

    def _ring_out(self, channel: Channel) -> None:
        if channel.state != "Up":
            self.hang_up(channel, "asterisk", 19)

    def _reach(self, channel: Channel) -> None:
        telephone = channel.answerer
        assert telephone is not None
        if telephone.refuses and not telephone.refuses_after:
            self.hang_up(channel, "person", *SIP_STATUS[telephone.refuses])
            return
        channel.state = "Ringing"
        self.tell("ChannelStateChange", channel)
        if telephone.refuses:
            self.after(channel, telephone.refuses_after, self._refuse, channel, telephone.refuses)
        elif telephone.answers_after is not None:
            self.after(channel, telephone.answers_after, self._pick_up, channel, telephone)

    def _refuse(self, channel: Channel, how: Ending) -> None:
        self.hang_up(channel, "person", *SIP_STATUS[how])

    # Channels

    def hold(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        self.history.append(channel)
        channel.heard.append((channel.began, "silence"))
        self.note("begins", channel.id)

    def _dialplan(self, channel: Channel) -> None:
        if self.line is not None:
            self.enter(channel)
            return
        channel.fell_back = True
        channel.heard.append((self._loop.time(), "fallback"))
        self.after(channel, FALLBACK_SECONDS, self.hang_up, channel, "asterisk", 42)

    def enter(self, channel: Channel) -> None:
        if not channel.leaving:
            channel.in_app = True
            channel.entered = self._loop.time()
            self.tell("StasisStart", channel, args=channel.arguments)

    def up(self, channel: Channel) -> None:
        if channel.state != "Up":
            channel.state = "Up"
            channel.answered = self._loop.time()
            channel.signalled = False
            self.listen(channel)
            self.tell("ChannelStateChange", channel)

    def hang_up(self, channel: Channel, by: By, cause: int = 16, status: int = 0) -> None:
        if not channel.leaving:
            channel.leaving = True
            channel.stop_timers()
            self._loop.call_later(self.moment(), self._leave, channel, by, cause, status)

    def _leave(self, channel: Channel, by: By, cause: int, status: int) -> None:
        if channel.ended is not None:
            return  # Asterisk died meanwhile
        channel.stop_timers()
        if channel.playing is not None:
            self.end_sound(channel, "failed")
        self._leave_bridge(channel, by)
        for command in channel.waiting:
            command()
        channel.waiting.clear()
        if channel.in_app and not channel.made:
            self.tell("StasisEnd", channel)
        del self.channels[channel.id]
        channel.ended, channel.ended_by, channel.cause = self._loop.time(), by, cause
        if channel.made:
            self.tell("ChannelDestroyed", channel, cause=cause, tech_cause=status)
        self.note("ends", (channel.id, by, cause))

    def listen(self, channel: Channel) -> None:
        """Write down what it hears, when that has changed."""
        hears = channel.hears
        if not channel.fell_back and channel.heard[-1][1] != hears:
            channel.heard.append((self._loop.time(), hears))

    def tell(self, kind: str, channel: Channel, **details: Any) -> None:
        if self.line is not None and (channel.in_app or channel.made):
            self.line.send(Event(kind, channel=shown(channel, self.app), **details))

    def after(self, channel: Channel, seconds: float, action: Callable[..., None], *what: object) -> None:
        channel.timers.append(self._loop.call_later(seconds, action, *what))

    def moment(self) -> float:
        return self.chance.uniform(0.0005, 0.003)

    # Sounds

    def begin_sound(self, channel: Channel, name: str, seconds: float | None) -> None:
        if name not in self.playbacks:
            return  # stopped while it waited
        if channel.leaving or seconds is None:
            self.tell_sound(channel, name, "failed")
            return
        channel.tone = channel.signalled = False
        channel.playing = Sounding(name, self._loop.call_later(seconds, self.end_sound, channel, "done"))
        self.listen(channel)

    def end_sound(self, channel: Channel, state: str) -> None:
        sounding, channel.playing = channel.playing, None
        assert sounding is not None
        assert sounding.timer is not None
        sounding.timer.cancel()
        self.listen(channel)
        self.tell_sound(channel, sounding.id, state)
        if state != "failed":
            self._go_on(channel)

    def tell_sound(self, channel: Channel, name: str, state: str) -> None:
        self.playbacks.pop(name, None)
        if self.line is not None:
            self.line.send(Event("PlaybackFinished", playback=Playback(name, f"channel:{channel.id}", state)))

    def _go_on(self, channel: Channel) -> None:
        while channel.waiting and channel.playing is None:
            channel.waiting.popleft()()

    # Bridges

    def join(self, bridge: str, channels: list[Channel]) -> None:
        others = [o for c in channels if c.bridge for o in self.bridges[c.bridge]]
        for channel in channels:
            if channel.bridge:
                self.bridges[channel.bridge].remove(channel)
            channel.bridge = bridge
            self.bridges[bridge].append(channel)
        self.hear_each_other([*others, *channels], "engine")

    def _leave_bridge(self, channel: Channel, by: By) -> None:
        if channel.bridge:
            inside = self.bridges[channel.bridge]
            inside.remove(channel)
            channel.bridge = ""
            self.hear_each_other([*inside, channel], by)

    def hear_each_other(self, channels: list[Channel], by: By) -> None:
        """After bridges changed: who talks with whom now?"""
        for channel in channels:
            inside = self.bridges.get(channel.bridge, [])
            partner = next((other for other in inside if other is not channel), None)
            talk = channel.talk
            if talk is not None and partner not in (talk.one, talk.other):
                self._end_talk(talk, by)
            if channel.talk is None and partner is not None and partner.talk is None:
                self._begin_talk(channel, partner)


def shown(channel: Channel, app: str) -> Shown:
    place: dict[str, str] = {}
    if channel.in_app:
        place = {"app_name": "Stasis", "app_data": ",".join((app, *channel.arguments))}
    return Shown(channel.id, channel.state, channel.caller, Place(**place))
