"""The REST interface of the modelled Asterisk: what each request does, what it waits for, and how it is refused."""

from __future__ import annotations

from collections.abc import Callable

from belplan.switch.asterisk.events import Party
from tests.simulation.channels import Channel
from tests.simulation.lines import Request
from tests.simulation.model import Asterisk, shown

REFUSALS = (404, 409, 412, 500)  # of a channel that hangs up at this very moment


class Rest:
    """What Asterisk answers."""

    def __init__(self, asterisk: Asterisk) -> None:
        self.asterisk = asterisk
        self._requests: dict[tuple[str, ...], Callable[[Request], None]] = {
            ("GET", "channels"): self._list_channels,
            ("GET", "channels", "*"): self._show_channel,
            ("POST", "channels", "*"): self._create,
            ("DELETE", "channels", "*"): self._delete_channel,
            ("POST", "channels", "*", "dial"): self._dial,
            ("POST", "channels", "*", "answer"): self._answer,
            ("POST", "channels", "*", "ring"): self._ring,
            ("DELETE", "channels", "*", "ring"): self._stop_ring,
            ("POST", "channels", "*", "play", "*"): self._play,
            ("GET", "playbacks", "*"): self._show_playback,
            ("DELETE", "playbacks", "*"): self._stop_playback,
            ("GET", "bridges"): self._list_bridges,
            ("POST", "bridges", "*"): self._make_bridge,
            ("POST", "bridges", "*", "addChannel"): self._add_channels,
            ("DELETE", "bridges", "*"): self._destroy_bridge,
            ("GET", "deviceStates"): self._list_lamps,
            ("PUT", "deviceStates", "*"): self._set_lamp,
            ("PUT", "applications", "*", "eventFilter"): lambda request: request.reply(200),
        }

    def carry_out(self, request: Request) -> None:
        """Do what is asked, now or behind a sound that plays; the reply says what came of it."""
        path = request.path
        shape = tuple("*" if place in (1, 3) else part for place, part in enumerate(path))
        self._requests[(request.method, *shape)](request)

    def _channel(self, request: Request) -> Channel | None:
        """The channel that is asked, if it can be; otherwise the refusal is given."""
        channel = self.asterisk.channels.get(request.path[1])
        if channel is None:
            request.reply(404)
        elif channel.leaving:
            request.reply(self.asterisk.chance.choice(REFUSALS))
        elif not channel.in_app:
            request.reply(409)
        else:
            return channel
        return None

    def _list_channels(self, request: Request) -> None:
        request.reply(200, [shown(channel, self.asterisk.app) for channel in self.asterisk.channels.values()])

    def _show_channel(self, request: Request) -> None:
        channel = self.asterisk.channels.get(request.path[1])
        request.reply(404) if channel is None else request.reply(200, shown(channel, self.asterisk.app))

    def _create(self, request: Request) -> None:
        query = request.query
        if query["channelId"] in self.asterisk.channels:
            request.reply(409)
            return
        number, _, account = query["endpoint"].removeprefix("PJSIP/").rpartition("@")
        telephone = self.asterisk.telephone(query["endpoint"])
        if not telephone.registered:
            request.reply(500)
            return
        variables = request.body["variables"]
        shown = Party(variables.get("CONNECTEDLINE(name,i)", ""), variables.get("CONNECTEDLINE(num,i)", ""))
        channel = Channel(
            query["channelId"],
            account,
            number,
            telephone,
            self.asterisk.now,
            made=True,
            arguments=(query["appArgs"],),
            shown=shown,
        )
        self.asterisk.hold(channel)
        self.asterisk.after(channel, self.asterisk.moment(), self.asterisk.enter, channel)
        request.reply(200)

    def _dial(self, request: Request) -> None:
        channel = self._channel(request)
        if channel is None:
            return
        if channel.state != "Down" or channel.rang is not None:
            request.reply(409)
            return
        self.asterisk.dial(channel, float(request.query["timeout"]))
        request.reply(204)

    def _delete_channel(self, request: Request) -> None:
        channel = self.asterisk.channels.get(request.path[1])
        if channel is None or (channel.leaving and self.asterisk.chance.random() < 0.5):
            request.reply(404)  # told a moment before it is so
            return
        if channel.asked_to_end is None:
            channel.asked_to_end = self.asterisk.now
        self.asterisk.hang_up(channel, "engine", int(request.query.get("reason_code", "16")))
        request.reply(204)

    def _in_turn(self, request: Request, act: Callable[[Channel], None]) -> None:
        """Do it at once, or when the sound that plays is over."""
        channel = self._channel(request)
        if channel is None:
            return
        if channel.playing is not None:
            channel.waiting.append(lambda: self._in_turn(request, act))
            return
        act(channel)
        request.reply(204)

    def _answer(self, request: Request) -> None:
        self._in_turn(request, self.asterisk.up)

    def _ring(self, request: Request) -> None:
        def ring(channel: Channel) -> None:
            channel.tone = channel.state == "Up"
            channel.signalled = not channel.tone
            self.asterisk.listen(channel)

        self._in_turn(request, ring)

    def _stop_ring(self, request: Request) -> None:
        def stop(channel: Channel) -> None:
            channel.tone = False
            self.asterisk.listen(channel)

        self._in_turn(request, stop)

    # Sounds

    def _play(self, request: Request) -> None:
        channel = self._channel(request)
        if channel is None:
            return
        name = request.path[3]
        if name in self.asterisk.playbacks:
            request.reply(409)
            return
        self.asterisk.playbacks[name] = channel
        seconds = self.asterisk.sounds.get(request.body["media"][0].removeprefix("sound:"))
        if channel.playing is None:
            self.asterisk.begin_sound(channel, name, seconds)
        else:
            channel.waiting.append(lambda: self.asterisk.begin_sound(channel, name, seconds))
        request.reply(201)

    def _show_playback(self, request: Request) -> None:
        request.reply(200 if request.path[1] in self.asterisk.playbacks else 404)

    def _stop_playback(self, request: Request) -> None:
        channel = self.asterisk.playbacks.get(request.path[1])
        if channel is None:
            request.reply(404)
            return
        request.reply(204)
        if channel.playing is not None and channel.playing.id == request.path[1]:
            self.asterisk.end_sound(channel, "done")
        else:
            self.asterisk.tell_sound(channel, request.path[1], "done")

    # Bridges

    def _list_lamps(self, request: Request) -> None:
        request.reply(200, [{"name": name, "state": state} for name, state in self.asterisk.lamps.items()])

    def _set_lamp(self, request: Request) -> None:
        self.asterisk.lamps[request.path[1]] = request.query["deviceState"]
        request.reply(204)

    def _list_bridges(self, request: Request) -> None:
        bridges = self.asterisk.bridges.items()
        request.reply(200, [{"id": name, "channels": [one.id for one in inside]} for name, inside in bridges])

    def _make_bridge(self, request: Request) -> None:
        self.asterisk.bridges.setdefault(request.path[1], [])
        request.reply(200)

    def _add_channels(self, request: Request) -> None:
        inside = self.asterisk.bridges.get(request.path[1])
        if inside is None:
            request.reply(404)
            return
        channels = [self.asterisk.channels.get(name) for name in request.query["channel"].split(",")]
        if any(channel is None for channel in channels):
            request.reply(400)
        elif any(channel.leaving or not channel.in_app for channel in channels if channel):
            request.reply(409)
        elif playing := [channel for channel in channels if channel and channel.playing]:
            playing[0].waiting.append(lambda: self._add_channels(request))
        else:
            self.asterisk.join(request.path[1], [channel for channel in channels if channel])
            request.reply(204)

    def _destroy_bridge(self, request: Request) -> None:
        inside = self.asterisk.bridges.pop(request.path[1], None)
        if inside is None:
            request.reply(404)
            return
        for channel in inside:
            channel.bridge = ""
        self.asterisk.hear_each_other(inside, "person" if any(channel.leaving for channel in inside) else "engine")
        request.reply(204)
