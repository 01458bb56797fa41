"""What lamp keys show: device states of Asterisk that are set over ARI, and that its hints stand for."""

from __future__ import annotations

import msgspec

from belplan.switch.asterisk.client import AriClient
from belplan.switch.asterisk.lamp_groups import PREFIX, name_of
from belplan.switch.port import Lamp, LampState, SwitchAway

STATES = {
    LampState.FREE: "NOT_INUSE",
    LampState.RINGING: "RINGING",
    LampState.IN_USE: "INUSE",
    LampState.SHUT: "BUSY",
    LampState.UNAVAILABLE: "UNAVAILABLE",
}
_SHOWN = {word: state for state, word in STATES.items()}


class _DeviceState(msgspec.Struct, frozen=True):
    name: str
    state: str


class Lamps:
    """The lamps of one Asterisk."""

    def __init__(self, ari: AriClient) -> None:
        self._ari = ari

    async def read(self) -> dict[Lamp, LampState]:
        """Every lamp that Asterisk keeps. Raises SwitchAway."""
        kept = (await self._ari.request("GET", "deviceStates")).decode(list[_DeviceState])
        return {_lamp(state.name): _SHOWN.get(state.state, LampState.FREE) for state in kept}

    async def set(self, lamp: Lamp, state: LampState) -> None:
        """Show it. Raises SwitchAway."""
        name = name_of(lamp.group, lamp.number)
        reply = await self._ari.request("PUT", "deviceStates", name, deviceState=STATES[state])
        if not reply.ok:
            raise SwitchAway(f"Asterisk did not set a lamp (status {reply.status}).")


def _lamp(name: str) -> Lamp:
    group, _, number = name.removeprefix(PREFIX).rpartition("-")
    return Lamp(group, number)
