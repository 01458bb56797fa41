"""The parts of a telephone that PJSIP calls back: its log, its account, its calls, and how all are set up."""

import functools
import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, Protocol

import pjsua2 as pj

from belplan.run.demo import telephone_wire as wire

CLOCK_RATE = 8000
MESSAGE_LOG_LEVEL = 4

SIP_MESSAGE = re.compile(
    r"(?P<way>TX|RX) \d+ bytes (?:Request|Response) msg [^\n]*:\n(?P<text>.*?)(?:\n--end msg--)?\s*\Z", re.DOTALL
)
TRANSPORTS = {
    "udp": pj.PJSIP_TRANSPORT_UDP,
    "tcp": pj.PJSIP_TRANSPORT_TCP,
    "tls": pj.PJSIP_TRANSPORT_TLS,
}
STATES: dict[int, wire.State] = {
    pj.PJSIP_INV_STATE_CALLING: "calling",
    pj.PJSIP_INV_STATE_INCOMING: "ringing",
    pj.PJSIP_INV_STATE_EARLY: "ringing",
    pj.PJSIP_INV_STATE_CONFIRMED: "answered",
    pj.PJSIP_INV_STATE_DISCONNECTED: "ended",
}


class Owner(Protocol):
    """What the parts ask of the telephone they belong to."""

    account: Any
    player: Any

    def say(self, event: wire.Event) -> None: ...

    def recording_of(self, key: str) -> Path: ...

    def rung(self, call_id: int) -> None: ...

    def over(self, call: "Call", last: wire.CallState) -> None: ...


P = ParamSpec("P")


def told(callback: Callable[P, None]) -> Callable[P, None]:
    """An exception in a callback would end the process without a word: tell it to the handle instead."""

    @functools.wraps(callback)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except Exception as error:
            owner: Owner = args[0]._owner  # type: ignore[attr-defined]
            owner.say(wire.Fault(f"{callback.__name__}: {getattr(error, 'reason', None) or error!r}"))

    return guarded


class Log(pj.LogWriter):  # type: ignore[misc]
    """PJSIP's log: everything into a file, SIP messages to the handle as well."""

    def __init__(self, owner: Owner, file: Path) -> None:
        super().__init__()
        self._owner = owner
        self._file = file.open("w", buffering=1, encoding="utf-8", errors="replace")

    def write(self, entry: Any) -> None:
        self._file.write(entry.msg)
        if found := SIP_MESSAGE.search(entry.msg):
            sent = found["way"] == "TX"
            self._owner.say(wire.Message(time.monotonic(), "out" if sent else "in", found["text"]))


class Account(pj.Account):  # type: ignore[misc]
    """The one account; unregistered, it is a carrier's side of a trunk."""

    def __init__(self, owner: Owner) -> None:
        super().__init__()
        self._owner = owner
        self.registered = False

    @told
    def onRegState(self, prm: Any) -> None:  # noqa: N802 (PJSUA2's name)
        self.registered = bool(self.getInfo().regIsActive)
        self._owner.say(wire.Registration(self.registered, prm.code, prm.reason))

    @told
    def onIncomingCall(self, prm: Any) -> None:  # noqa: N802
        self._owner.rung(prm.callId)


class Call(pj.Call):  # type: ignore[misc]
    """One call, with the recording of what it brings to the ear."""

    def __init__(self, owner: Owner, key: str, call_id: int | None = None) -> None:
        super().__init__(owner.account, pj.PJSUA_INVALID_ID if call_id is None else call_id)
        self.key = key
        self._incoming = call_id is not None
        self._state: wire.State | None = None
        self._recorder: Any = None
        self._recording: Path | None = None
        self._owner = owner

    @told
    def onCallState(self, prm: Any) -> None:  # noqa: N802
        info = self.getInfo()
        state = STATES.get(info.state)
        if not state or state == self._state:
            return
        self._state = state
        fact = wire.CallState(
            at=time.monotonic(),
            call=self.key,
            incoming=self._incoming,
            sip_call_id=info.callIdString,
            state=state,
            code=info.lastStatusCode,
            reason=info.lastReason,
        )
        if state == "ended":
            self._owner.over(self, fact)
        else:
            self._owner.say(fact)

    @told
    def onCallMediaState(self, prm: Any) -> None:  # noqa: N802
        info = self.getInfo()  # kept alive here: its media list is only a view into it
        for index, media in enumerate(info.media):
            if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status == pj.PJSUA_CALL_MEDIA_ACTIVE:
                self._connect(self.getAudioMedia(index))

    def _connect(self, audio: Any) -> None:
        if self._recorder is None:
            self._recording = self._owner.recording_of(self.key)
            self._recorder = pj.AudioMediaRecorder()
            self._recorder.createRecorder(str(self._recording))
            self._owner.say(wire.AudioStarted(time.monotonic(), self.key, str(self._recording)))
        audio.startTransmit(self._recorder)
        if self._owner.player:
            self._owner.player.startTransmit(audio)

    @told
    def onDtmfDigit(self, prm: Any) -> None:  # noqa: N802
        self._owner.say(wire.DigitHeard(time.monotonic(), self.key, prm.digit))

    def recording_complete(self) -> bool:
        """Let go of the recorder; whether its file is whole, which the media clock sees to a moment later."""
        self._recorder = None
        return self._recording is None or is_whole_wav(self._recording)


def is_whole_wav(file: Path) -> bool:
    """Whether the RIFF header counts every byte of the file: PJSIP fills it in on closing."""
    with file.open("rb") as content:
        head = content.read(8)
    return head[:4] == b"RIFF" and int.from_bytes(head[4:], "little") == file.stat().st_size - 8


def endpoint_config(log: Log) -> Any:
    """No threads but the media clock's, no echo canceller, no silence suppression, 8 kHz throughout."""
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.uaConfig.userAgent = "Belplan demo telephone"
    config.logConfig.level = config.logConfig.consoleLevel = MESSAGE_LOG_LEVEL
    config.logConfig.writer = log
    config.medConfig.clockRate = config.medConfig.sndClockRate = CLOCK_RATE
    config.medConfig.threadCnt = 1
    config.medConfig.ecTailLen = 0
    config.medConfig.noVad = True
    return config


def account_config(start: wire.Start, own: str, transport_id: int) -> Any:
    """The account on its own transport, with media on the same loopback address."""
    config = pj.AccountConfig()
    config.idUri = f"sip:{start.user}@{start.account.server if start.account else own}"
    config.sipConfig.transportId = transport_id
    config.mediaConfig.transportConfig.boundAddress = start.address
    # Many telephones share these ports: each looks for a free one from a place of its own.
    config.mediaConfig.transportConfig.port = random.randrange(33000, 59000, 2)  # noqa: S311
    config.natConfig.iceEnabled = False
    config.natConfig.contactRewriteUse = config.natConfig.viaRewriteUse = 0
    config.natConfig.sdpNatRewriteUse = 0
    # It must send nothing while it holds: Asterisk stops its music at the first audio of the holder (its issue 1027).
    config.callConfig.holdType = pj.PJSUA_CALL_HOLD_TYPE_RFC2543
    config.callConfig.timerUse = pj.PJSUA_SIP_TIMER_INACTIVE
    if start.account:
        add_credentials(config, start.account)
    return config


def add_credentials(config: Any, account: wire.SipAccount) -> None:
    """Digest credentials for any realm, and the registrar where the account registers."""
    config.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", account.user, 0, account.secret))
    if account.register:
        config.regConfig.registrarUri = f"sip:{account.server};transport={account.transport}"
        config.regConfig.timeoutSec = 300
        config.regConfig.retryIntervalSec = 5
        config.regConfig.firstRetryIntervalSec = 1


def keep_codecs(endpoint: Any, wanted: tuple[str, ...]) -> None:
    """Offer the wanted codecs only, in that order; each is a name such as PCMA."""
    known = [codec.codecId for codec in endpoint.codecEnum2()]
    for codec in known:
        endpoint.codecSetPriority(codec, 0)
    for place, name in enumerate(wanted):
        codec = next((codec for codec in known if codec.startswith(f"{name}/")), None)
        if codec is None:
            raise ValueError(f"codecs: {name} is not one of {', '.join(known)}")
        endpoint.codecSetPriority(codec, 255 - place)


def status(code: int) -> Any:
    """Call parameters that say this status."""
    param = pj.CallOpParam(True)
    param.statusCode = code
    return param


def invitation(dial: wire.Dial) -> Any:
    """Call parameters for an INVITE with the headers and the From of `dial`."""
    param = pj.CallOpParam(True)
    param.opt.videoCount = param.opt.textCount = 0
    if dial.caller:
        param.txOption.localUri = dial.caller
    for name, value in dial.headers.items():
        header = pj.SipHeader()
        header.hName, header.hValue = name, value
        param.txOption.headers.append(header)
    return param
