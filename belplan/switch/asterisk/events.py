"""What Asterisk tells, as far as we use it: one shape for every event, with the fields that are not told left empty."""

from __future__ import annotations

import msgspec

OUTGOING = "leg"  # the application's argument of a channel that we made


class Party(msgspec.Struct, frozen=True):
    """A name and a number, as Asterisk shows them."""

    name: str = ""
    number: str = ""


class Place(msgspec.Struct, frozen=True):
    """Where a channel is in the dialplan."""

    app_name: str = ""
    app_data: str = ""


class Channel(msgspec.Struct, frozen=True):
    """One channel. `state` is "Down", "Ring", "Ringing" or "Up"."""

    id: str
    state: str = ""
    caller: Party = Party()
    dialplan: Place = Place()

    @property
    def arguments(self) -> tuple[str, ...]:
        """What the application was given with it."""
        return tuple(self.dialplan.app_data.split(",")[1:])

    def in_app(self, app: str) -> bool:
        """Whether `app` is in control of it."""
        return self.dialplan.app_name == "Stasis" and self.dialplan.app_data.partition(",")[0] == app


class Bridge(msgspec.Struct, frozen=True):
    """One bridge, and the ids of the channels in it."""

    id: str
    channels: tuple[str, ...] = ()


class Playback(msgspec.Struct, frozen=True):
    """One playback; `target_uri` is "channel:ID"."""

    id: str
    target_uri: str = ""
    state: str = ""


class Recording(msgspec.Struct, frozen=True):
    """One recording; `target_uri` is "channel:ID", and `cause` why it failed."""

    name: str
    target_uri: str = ""
    cause: str = ""


class Event(msgspec.Struct, frozen=True):
    """One event of ARI. `cause` is a Q.850 cause, `tech_cause` the SIP status where SIP gave one."""

    type: str
    args: tuple[str, ...] = ()
    channel: Channel | None = None
    playback: Playback | None = None
    recording: Recording | None = None
    cause: int = 0
    tech_cause: int = 0
    digit: str = ""

    @property
    def about(self) -> str:
        """The id of the channel that it is about, or nothing."""
        if self.channel is not None:
            return self.channel.id
        target = self.playback or self.recording
        return target.target_uri.removeprefix("channel:") if target is not None else ""
