"""The proxy that speaks TLS in front of the panel, as an installation has one: here only what a test needs of it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

from belplan.switch.asterisk.certificate import ensure_certificate


def context_of(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """What the proxy shows, made in `folder`; and the certificate that whoever trusts it holds."""
    certificate, key = folder / "front.pem", folder / "front.key"
    ensure_certificate(certificate, key, host)
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(certificate, key)
    return shown, certificate


@contextlib.asynccontextmanager
async def tls_front(port: int, behind: int, shown: ssl.SSLContext) -> AsyncIterator[None]:
    """All that comes in at `port` over TLS goes on to the port `behind` it, and back."""
    running: set[asyncio.Task[None]] = set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        running.add(task)
        task.add_done_callback(running.discard)
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", behind)
        with contextlib.suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
            await asyncio.gather(_pass_on(reader, inner_writer), _pass_on(inner_reader, writer))

    server = await asyncio.start_server(meet, "127.0.0.1", port, ssl=shown)
    try:
        yield
    finally:
        server.close()
        for task in list(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
