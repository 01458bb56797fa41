"""A telephone that says single SIP requests (RFC 3261) and hears every answer: for what whole telephones never do.

It can speak from any loopback address, over UDP, TCP and TLS, and under any name.
"""

import base64
import hashlib
import re
import socket
import ssl
import uuid
from dataclasses import dataclass, field
from typing import Literal, Self

Transport = Literal["udp", "tcp", "tls"]

SDP = """v=0
o=- 1 1 IN IP4 {host}
s=-
c=IN IP4 {host}
t=0 0
m=audio {media} RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
"""

CRYPTO = f"1 AES_CM_128_HMAC_SHA1_80 inline:{base64.b64encode(bytes(range(30))).decode()}"  # RFC 4568 section 6


@dataclass
class Answer:
    """The last answer to a request, and the codes of all before it."""

    code: int
    text: str
    codes: list[int] = field(default_factory=list)

    def header(self, name: str) -> str:
        """The value of a header, empty where there is none."""
        found = re.search(rf"^{name}\s*:\s*(.*?)\r$", self.text, re.MULTILINE | re.IGNORECASE)
        return found.group(1) if found else ""


class SipWords:
    """One connection to a switch; a context manager."""

    def __init__(self, server: tuple[str, int], transport: Transport = "udp", source: str = "127.0.0.1") -> None:
        self.server = server
        self.transport = transport
        kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
        self._media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._media.bind((source, 0))
        plain = socket.socket(socket.AF_INET, kind)
        plain.bind((source, 0))
        plain.settimeout(10)
        plain.connect(server)
        self._socket = plain if transport != "tls" else _trusting().wrap_socket(plain)
        self.host, self.port = self._socket.getsockname()
        self._unread = b""
        self._sequence = 0
        self._srtp = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self._media.close()

    def heard_media(self, seconds: float) -> bytes:
        """The payload (RFC 3550, without header) of the first sound packet within `seconds`."""
        self._media.settimeout(seconds)
        return self._media.recv(2048)[12:]

    def register(self, user: str, secret: str, expires: int = 300) -> Answer:
        """Register `user` here, with digest (RFC 2617) when asked."""
        return self._with_digest("REGISTER", f"sip:{self.server[0]}", user, user, secret, f"Expires: {expires}\r\n")

    def invite(
        self, user: str, number: str, secret: str = "", until: int = 200, parameters: str = "", srtp: bool = False
    ) -> Answer:
        """Call `number` as `user`; returns at the final answer, or at the provisional one `until`."""
        self._srtp = srtp
        target = f"sip:{number}@{self.server[0]}:{self.server[1]}{parameters}"
        return self._with_digest("INVITE", target, user, number, secret, "", until)

    def _with_digest(
        self, method: str, uri: str, user: str, to: str, secret: str, more: str, until: int = 200
    ) -> Answer:
        call, tag = uuid.uuid4().hex, uuid.uuid4().hex[:8]
        answer = self._ask(method, uri, user, to, more, call, tag, until)
        if answer.code == 401 and secret:
            digest = _authorization(answer.header("WWW-Authenticate"), method, uri, user, secret)
            answer = self._ask(method, uri, user, to, f"{more}Authorization: {digest}\r\n", call, tag, until)
        return answer

    def _ask(self, method: str, uri: str, user: str, to: str, more: str, call: str, tag: str, until: int) -> Answer:
        self._sequence += 1
        sdp = self._offer() if method == "INVITE" else ""
        branch = f"z9hG4bK{uuid.uuid4().hex}"
        via = f"Via: SIP/2.0/{self.transport.upper()} {self.host}:{self.port};branch={branch};rport\r\n"
        dialog = (
            f"From: <sip:{user}@{self.host}>;tag={tag}\r\nTo: <sip:{to}@{self.server[0]}>\r\n"
            f"Call-ID: {call}\r\nMax-Forwards: 70\r\n"
        )
        self._send(
            f"{method} {uri} SIP/2.0\r\n{via}{dialog}CSeq: {self._sequence} {method}\r\n"
            f"Contact: <sip:{user}@{self.host}:{self.port};transport={self.transport}>\r\n{more}"
            f"{'Content-Type: application/sdp' + chr(13) + chr(10) if sdp else ''}"
            f"Content-Length: {len(sdp)}\r\n\r\n{sdp}"
        )
        answer = self._final(call, f"{self._sequence} {method}", until)
        if method == "INVITE" and answer.code >= 300:
            end = f"{via}{dialog.replace(f'To: <sip:{to}@{self.server[0]}>', 'To: ' + answer.header('To'))}"
            self._send(f"ACK {uri} SIP/2.0\r\n{end}CSeq: {self._sequence} ACK\r\nContent-Length: 0\r\n\r\n")
        return answer

    def _offer(self) -> str:
        plain = SDP.format(host=self.host, media=self._media.getsockname()[1]).replace("\n", "\r\n")
        return plain.replace("RTP/AVP", "RTP/SAVP") + f"a=crypto:{CRYPTO}\r\n" if self._srtp else plain

    def _final(self, call: str, sequence: str, until: int) -> Answer:
        codes: list[int] = []
        while True:
            message = self._receive()
            answer = Answer(int(message.split(" ", 2)[1]) if message.startswith("SIP/2.0") else 0, message, codes)
            if answer.header("Call-ID") != call or answer.header("CSeq") != sequence:
                continue
            codes.append(answer.code)
            if answer.code >= 200 or answer.code == until:
                return answer

    def _send(self, message: str) -> None:
        self._socket.sendall(message.encode())

    def _receive(self) -> str:
        if self.transport == "udp":
            return self._socket.recv(65535).decode()
        while b"\r\n\r\n" not in self._unread:
            self._unread += self._read_more()
        head, _, rest = self._unread.partition(b"\r\n\r\n")
        length = re.search(rb"^Content-Length\s*:\s*(\d+)", head, re.MULTILINE | re.IGNORECASE)
        size = int(length.group(1)) if length else 0
        while len(rest) < size:
            rest += self._read_more()
        self._unread = rest[size:]
        return (head + b"\r\n\r\n" + rest[:size]).decode()

    def _read_more(self) -> bytes:
        if not (more := self._socket.recv(65535)):
            raise ConnectionError("The switch closed the connection.")
        return more


def _authorization(challenge: str, method: str, uri: str, user: str, secret: str) -> str:
    given = dict(re.findall(r'(\w+)="?([^",]*)"?', challenge))
    realm, nonce, nc, cnonce = given["realm"], given["nonce"], "00000001", uuid.uuid4().hex[:8]
    known = _md5(f"{user}:{realm}:{secret}")
    response = _md5(f"{known}:{nonce}:{nc}:{cnonce}:auth:{_md5(f'{method}:{uri}')}")
    return (
        f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", response="{response}", '
        f'algorithm=MD5, qop=auth, nc={nc}, cnonce="{cnonce}", opaque="{given.get("opaque", "")}"'
    )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False  # the switch's certificate is self-signed
    context.verify_mode = ssl.CERT_NONE
    return context
