"""A real Asterisk for a test, on free ports and in a folder of its own.

By hand: `python -m tests.phones.asterisk` starts one, prints how to reach it, and ends it at Ctrl-C.
"""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from belplan.switch.accounts import DeviceAccount, FallbackRoute, TrunkAccount
from belplan.switch.asterisk.accounts import Changes, write_accounts
from belplan.switch.asterisk.certificate import ensure_certificate
from belplan.switch.asterisk.config import ARI_USER, SwitchConfig, write_config
from belplan.switch.asterisk.launch import command, environment, wait_ready
from belplan.switch.asterisk.prefix import find_or_fetch

HOST = "127.0.0.1"
CARRIER_ADDRESS = "127.0.0.2"
RTP_PORTS = 400


@dataclass
class RunningAsterisk:
    """One Asterisk at work."""

    config: SwitchConfig
    process: subprocess.Popen[bytes]

    def accounts(
        self,
        devices: Iterable[DeviceAccount] = (),
        trunks: Iterable[TrunkAccount] = (),
        fallbacks: Iterable[FallbackRoute] = (),
    ) -> Changes:
        """Let it know exactly these telephones, trunks and fallback routes from now on."""
        return write_accounts(self.config.accounts, devices, trunks, fallbacks)

    def console(self, line: str) -> str:
        """What its console answers to one line."""
        words = [*self.config.installation.asterisk(), "-C", str(self.config.main_file), "-rx", line]
        return subprocess.run(words, capture_output=True, text=True, timeout=10, check=True).stdout  # noqa: S603


def cache() -> Path:
    """Where fetched programs are kept between runs."""
    return Path(os.environ.get("BELPLAN_CACHE", Path.home() / ".cache/belplan"))


def free_port(kinds: tuple[socket.SocketKind, ...] = (socket.SOCK_STREAM, socket.SOCK_DGRAM)) -> int:
    """A port of the loopback address that nobody holds now, for every one of `kinds`."""
    while True:
        with ExitStack() as held:
            port = 0
            try:
                for kind in kinds:
                    probe = held.enter_context(socket.socket(socket.AF_INET, kind))
                    probe.bind((HOST, port))
                    port = probe.getsockname()[1]
            except OSError:
                continue
            return port


def configuration(folder: Path, sounds: Path | None = None) -> SwitchConfig:
    """A switch of its own in `folder`, on free ports."""
    rtp = 16000 + free_port() % 40 * RTP_PORTS  # below the ports that the system gives away by itself
    return SwitchConfig(
        installation=find_or_fetch(cache(), print),
        data=folder,
        sounds=sounds or folder / "sounds",
        certificate=folder / "tls/certificate.pem",
        certificate_key=folder / "tls/key.pem",
        host=HOST,
        sip_port=free_port(),
        tls_port=free_port(),
        http_port=free_port(),
        rtp_first=rtp,
        rtp_last=rtp + RTP_PORTS - 1,
    )


@contextmanager
def running_asterisk(config: SwitchConfig, keep_accounts: bool = False) -> Iterator[RunningAsterisk]:
    """Start it with no telephones and no trunks (or those of before), wait until it is ready, end it afterwards."""
    ensure_certificate(config.certificate, config.certificate_key, config.host)
    write_config(config)
    if not keep_accounts:
        write_accounts(config.accounts, [], [])
    process = subprocess.Popen(command(config), env=environment(config), stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        # In a thread, because a test may have an event loop of its own here.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, wait_ready(config)).result()
        yield RunningAsterisk(config, process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _by_hand() -> None:
    # A short path: Asterisk's control socket lies in this folder.
    with tempfile.TemporaryDirectory(prefix="belplan-") as folder, running_asterisk(configuration(Path(folder))) as at:
        at.accounts(
            [DeviceAccount(f"demo.{number}", f"secret-{number}") for number in range(101, 106)],
            [TrunkAccount("carrier", CARRIER_ADDRESS, addresses=(CARRIER_ADDRESS,))],
        )
        config = at.config
        sys.stdout.write(
            f"ARI: {config.ari_url} user {ARI_USER} password {config.ari_password()} app {config.app}\n"
            f"SIP: {HOST} port {config.sip_port} (UDP, TCP), {config.tls_port} (TLS); telephones demo.101 to demo.105 "
            f"with the secrets secret-101 to secret-105; the trunk `carrier` calls from {CARRIER_ADDRESS}.\n"
            f"Folder: {folder}, process {at.process.pid}\n"
        )
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            at.process.wait()


if __name__ == "__main__":
    _by_hand()
