"""One SIP telephone in a process of its own: PJSIP without sound hardware, obeying lines on standard input.

Everything but the media clock runs in the main thread, so no callback ever races with a command.
"""

import heapq
import itertools
import os
import select
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pjsua2 as pj

from belplan.run.demo import telephone_wire as wire
from belplan.run.demo.pjsip import (
    TRANSPORTS,
    Account,
    Call,
    Log,
    account_config,
    endpoint_config,
    invitation,
    keep_codecs,
    status,
)

POLL_MILLISECONDS = 10
GOODBYE_SECONDS = 1.0
RECORDING_SECONDS = 0.5


class Line:
    """The two pipes to the handle. Other prints go to standard error, so that they never mix in."""

    def __init__(self) -> None:
        self._out = os.dup(1)
        os.dup2(2, 1)
        self._unread = b""
        self._writing = threading.Lock()
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(wire.Command).decode
        self.open = True

    def say(self, event: wire.Event) -> None:
        """Write one event; a handle that has gone closes the line."""
        data = self._encode(event) + b"\n"
        with self._writing:
            while data and self.open:
                try:
                    data = data[os.write(self._out, data) :]
                except BrokenPipeError:
                    self.open = False

    def commands(self, wait: float | None = 0.0) -> Iterator[wire.Command]:
        """The commands that have come, waiting at most `wait` seconds (None: for ever) for the first."""
        if self.open and select.select([0], [], [], wait)[0]:
            data = os.read(0, 65536)
            self.open = bool(data)
            self._unread += data
        while b"\n" in self._unread:
            line, _, self._unread = self._unread.partition(b"\n")
            yield self._decode(line)


class Telephone:
    """Endpoint, account and calls, driven by `run` until the handle closes or goes away."""

    account: Any
    player: Any = None

    def __init__(self, line: Line, start: wire.Start) -> None:
        self.say = line.say
        self._line = line
        self._start = start
        self._behaviour: wire.Behaviour = start.on_ring
        self._calls: dict[str, Call] = {}
        self._over: list[tuple[Call, wire.CallState]] = []
        self._asked: deque[wire.Command] = deque()
        self._number = itertools.count(1)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._leave_by: float | None = None
        self._log = Log(self, Path(start.folder) / f"{start.name}.log")
        self._endpoint = pj.Endpoint()
        self._open_endpoint()
        self._open_account()

    def _open_endpoint(self) -> None:
        self._endpoint.libCreate()
        self._endpoint.libInit(endpoint_config(self._log))
        self._endpoint.audDevManager().setNullDev()
        keep_codecs(self._endpoint, self._start.codecs)
        if self._start.plays:
            self.player = pj.AudioMediaPlayer()
            self.player.createPlayer(self._start.plays)

    def _open_account(self) -> None:
        transport = pj.TransportConfig()
        transport.boundAddress, transport.port = self._start.address, self._start.port
        transport_id = self._endpoint.transportCreate(TRANSPORTS[self._start.transport], transport)
        self._endpoint.libStart()
        own = self._endpoint.transportGetInfo(transport_id).localName
        address, _, port = own.rpartition(":")
        self.say(wire.Ready(address, int(port)))
        self.account = Account(self)
        self.account.create(account_config(self._start, own, transport_id))

    def run(self) -> None:
        """Handle SIP, commands and due moments until told to leave and everybody has been told goodbye."""
        while not self._may_leave():
            self._endpoint.libHandleEvents(POLL_MILLISECONDS)
            self._read_commands()
            while self._asked:
                self._obey(self._asked.popleft())
            while self._due and self._due[0][0] <= time.monotonic():
                heapq.heappop(self._due)[2]()
            self._release_ended_calls()
            if not self._line.open:
                self._leave()

    def close(self) -> None:
        """Give everything back to PJSIP in the thread that made it."""
        self._calls.clear()
        self.player = None
        self.account.shutdown()
        self._endpoint.libDestroy(pj.PJSUA_DESTROY_NO_NETWORK)

    def _may_leave(self) -> bool:
        if self._leave_by is None:
            return False
        quiet = not self._calls and not self._over and not self.account.registered
        return quiet or time.monotonic() > self._leave_by

    def _leave(self) -> None:
        if self._leave_by is None:
            self._leave_by = time.monotonic() + GOODBYE_SECONDS
            self._endpoint.hangupAllCalls()
            if self.account.registered:
                self.account.setRegistration(False)

    def _read_commands(self) -> None:
        for command in self._line.commands():
            if isinstance(command, wire.OnRing):
                self._behaviour = command.behaviour
            else:
                self._asked.append(command)

    def _obey(self, command: wire.Command) -> None:
        match command:
            case wire.Dial():
                self._dial(command)
            case wire.PickUp(key):
                self._with_call(key, lambda call: call.answer(status(200)))
            case wire.HangUp(key, code):
                self._with_call(key, lambda call: call.hangup(status(code)))
            case wire.SendDigits(key, digits):
                self._with_call(key, lambda call: call.dialDtmf(digits))
            case wire.Hold(key):
                self._with_call(key, lambda call: call.setHold(pj.CallOpParam(True)))
            case wire.Close():
                self._leave()

    def _dial(self, dial: wire.Dial) -> None:
        call = self._calls[dial.call] = Call(self, dial.call)
        self._with_call(dial.call, lambda call: call.makeCall(dial.target, invitation(dial)))
        if not call.isActive():
            self._calls.pop(dial.call, None)

    def _with_call(self, key: str, act: Callable[[Any], None]) -> None:
        try:
            act(self._calls[key])
        except KeyError:
            self.say(wire.Fault("there is no such call any more", key))
        except pj.Error as error:
            self.say(wire.Fault(error.reason, key))

    def rung(self, call_id: int) -> None:
        """A call has come in: meet it as the person at this telephone would."""
        key = f"in-{next(self._number)}"
        self._calls[key] = Call(self, key, call_id)
        # A behaviour set just before the call was placed may still be in the pipe.
        self._read_commands()
        behaviour = self._behaviour
        if not (isinstance(behaviour, wire.Refuse) and behaviour.after == 0):
            self._with_call(key, lambda call: call.answer(status(180)))
        match behaviour:
            case wire.Answer(after):
                self._later(after, key, lambda call: call.answer(status(200)))
            case wire.Refuse(code, after):
                self._later(after, key, lambda call: call.hangup(status(code)))

    def _later(self, seconds: float, key: str, act: Callable[[Any], None]) -> None:
        def do() -> None:
            if key in self._calls:
                self._with_call(key, act)

        heapq.heappush(self._due, (time.monotonic() + seconds, next(self._number), do))

    def recording_of(self, key: str) -> Path:
        """Where the audio heard during this call is kept."""
        return Path(self._start.folder) / f"{self._start.name}-{key}.wav"

    def over(self, call: Call, last: wire.CallState) -> None:
        """A call has ended; PJSIP is still inside its callback, so it is released later."""
        self._over.append((call, last))

    def _release_ended_calls(self) -> None:
        waiting, self._over = self._over, []
        for call, last in waiting:
            self._calls.pop(call.key, None)
            if call.recording_complete() or time.monotonic() > last.at + RECORDING_SECONDS:
                self.say(last)
            else:
                self._over.append((call, last))


def main() -> None:
    """Read what to be from the first line, then be it."""
    line = Line()
    start = next(line.commands(wait=None), None)
    if not isinstance(start, wire.Start):
        sys.exit("belplan.run.demo.telephone_process is started by belplan.run.demo.telephone")
    try:
        telephone = Telephone(line, start)
    except (pj.Error, ValueError, OSError) as error:
        line.say(wire.Fault(getattr(error, "reason", None) or str(error)))
    else:
        telephone.run()
        telephone.close()
    sys.stderr.flush()
    # Leave without PJSIP's static destructors: they may run after its threads' storage has gone.
    os._exit(0)


if __name__ == "__main__":
    main()
