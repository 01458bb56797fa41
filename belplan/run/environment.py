"""Where this installation keeps its data and which addresses it binds, read from BELPLAN_* variables once."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

OTHERS = 0o077  # the umask of all our processes: what lies in the data folder concerns its owner alone


class EnvironmentProblem(Exception):
    """A variable that cannot be used; the message names it and the mend."""


@dataclass(frozen=True)
class Environment:
    """One installation. Ports are TCP or UDP port numbers."""

    data: Path  # everything this installation writes: database, snapshots, journal, sounds, logs
    cache: Path  # downloads that outlive a clone: Asterisk's prefix
    host: str  # address to bind; loopback unless told otherwise
    port: int  # the panel
    sip_port: int
    tls_port: int
    ari_port: int
    rtp_first: int
    rtp_last: int
    smtp_url: str  # smtp://user:password@host:port, or empty: mails are written to data/mail
    node: str
    public_url: str  # https://panel.example.com, where a proxy in front speaks TLS; or empty

    @property
    def url(self) -> str:
        """The panel's address as people type it."""
        if self.public_url:
            return self.public_url
        name = "localhost" if self.host in ("127.0.0.1", "::1", "0.0.0.0") else self.host  # noqa: S104 (compared)
        return f"http://{name}:{self.port}"

    @property
    def hostname(self) -> str:
        """Of that address."""
        return urlsplit(self.url).hostname or self.host

    @property
    def sip_host(self) -> str:
        """The SIP server as telephones are told it: by the panel's public name, else by the address to bind."""
        if self.public_url:
            return self.hostname
        return socket.getfqdn() if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 (compared)

    @property
    def snapshots(self) -> Path:
        return self.data / "snapshots"

    @property
    def journal(self) -> Path:
        return self.data / "journal"

    @property
    def sounds(self) -> Path:
        return self.data / "sounds"

    @property
    def door(self) -> Path:
        """The engine's control door, a Unix socket."""
        return self.data / "engine.sock"


def read(env: dict[str, str] | None = None) -> Environment:
    """Read the process's variables (or `env`). Raises EnvironmentProblem."""
    env = dict(os.environ) if env is None else env
    root = Path(__file__).resolve().parents[2]
    cache_home = Path(env.get("XDG_CACHE_HOME") or Path(env.get("HOME", "/")) / ".cache")
    return Environment(
        data=Path(env.get("BELPLAN_DATA") or root / "data").resolve(),
        cache=Path(env.get("BELPLAN_CACHE") or cache_home / "belplan").resolve(),
        host=env.get("BELPLAN_HOST") or "127.0.0.1",
        port=_port(env, "BELPLAN_PORT", 8000),
        sip_port=_port(env, "BELPLAN_SIP_PORT", 5060),
        tls_port=_port(env, "BELPLAN_TLS_PORT", 5061),
        ari_port=_port(env, "BELPLAN_ARI_PORT", 8088),
        rtp_first=_port(env, "BELPLAN_RTP_FIRST", 10000),
        rtp_last=_port(env, "BELPLAN_RTP_LAST", 11999),
        smtp_url=env.get("BELPLAN_SMTP_URL", ""),
        node=env.get("BELPLAN_NODE") or "node1",
        public_url=_url(env.get("BELPLAN_URL", "")),
    )


def _url(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
        raise EnvironmentProblem(
            f"BELPLAN_URL is {text!r}: give the panel's address as people type it, such as https://panel.example.com."
        )
    return text.rstrip("/")


def _port(env: dict[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise EnvironmentProblem(f"{name} is {text!r}: give a port number from 1 to 65535.")
    return int(text)
