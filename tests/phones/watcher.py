"""A lamp key: subscribes to a number (RFC 6665, RFC 4235) as a desk telephone does, and notes what it is shown."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import md5
from typing import cast

from belplan.run.demo.telephone import SipAccount

SECONDS = 5.0


class LampKey(asyncio.DatagramProtocol):
    """One subscription. `status` is the answer to it; `shown` the states of RFC 4235, the newest last."""

    def __init__(self, account: SipAccount, number: str) -> None:
        self.shown: list[str] = []
        self.status: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._account, self._number = account, number
        self._call, self._tag = secrets.token_hex(8), secrets.token_hex(4)
        self._news = asyncio.Event()
        self._transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)
        self._subscribe(1, "")

    def datagram_received(self, data: bytes, addr: object) -> None:
        text = data.decode()
        if text.startswith("NOTIFY "):
            self._transport.sendto(_ok(text).encode())
            self.shown += re.findall(r"<state[^>]*>(\w+)</state>", text)
            self._news.set()
        elif text.startswith("SIP/2.0 401") and " 1 SUBSCRIBE" in text:
            self._subscribe(2, self._proof(text))
        elif " SUBSCRIBE" in text and not self.status.done():
            self.status.set_result(int(text.split()[1]))

    async def shows(self, state: str) -> None:
        """Until it shows this."""
        async with asyncio.timeout(SECONDS):
            while self.shown[-1:] != [state]:
                self._news.clear()
                await self._news.wait()

    def _subscribe(self, number: int, proof: str) -> None:
        host, port = self._transport.get_extra_info("sockname")
        me, server = self._account.user, self._account.server
        self._transport.sendto(
            (
                f"SUBSCRIBE sip:{self._number}@{server} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{secrets.token_hex(8)}\r\n"
                f"From: <sip:{me}@{server}>;tag={self._tag}\r\nTo: <sip:{self._number}@{server}>\r\n"
                f"Call-ID: {self._call}\r\nCSeq: {number} SUBSCRIBE\r\nMax-Forwards: 70\r\n"
                f"Contact: <sip:{me}@{host}:{port}>\r\nEvent: dialog\r\nAccept: application/dialog-info+xml\r\n"
                f"Expires: 60\r\n{proof}Content-Length: 0\r\n\r\n"
            ).encode()
        )

    def _proof(self, challenge: str) -> str:
        asked = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        user, uri = self._account.user, f"sip:{self._number}@{self._account.server}"
        secret = _md5(f"{user}:{asked['realm']}:{self._account.secret}")
        response = _md5(f"{secret}:{asked['nonce']}:00000001:x:auth:{_md5(f'SUBSCRIBE:{uri}')}")
        said = {"username": user, "realm": asked["realm"], "nonce": asked["nonce"], "uri": uri, "response": response}
        said |= {"cnonce": "x", "opaque": asked.get("opaque", "")}
        quoted = ", ".join(f'{name}="{value}"' for name, value in said.items())
        return f"Authorization: Digest {quoted}, qop=auth, nc=00000001, algorithm=MD5\r\n"


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def _ok(request: str) -> str:
    kept = re.findall(r"^(?:Via|From|To|Call-ID|CSeq): .*\r\n", request, re.MULTILINE)
    return "SIP/2.0 200 OK\r\n" + "".join(kept) + "Content-Length: 0\r\n\r\n"


@asynccontextmanager
async def lamp_key(account: SipAccount, number: str) -> AsyncIterator[LampKey]:
    """A key on this number, on a telephone with this account."""
    host, port = account.server.split(":")
    transport, key = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: LampKey(account, number), local_addr=(host, 0), remote_addr=(host, int(port))
    )
    try:
        yield key
    finally:
        transport.close()
