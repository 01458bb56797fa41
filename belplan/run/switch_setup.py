"""The Asterisk of this installation: described from the environment, fetched, configured."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from belplan.run.environment import Environment
from belplan.switch.asterisk.certificate import ensure_certificate
from belplan.switch.asterisk.config import SwitchConfig, write_config
from belplan.switch.asterisk.installation import Installation
from belplan.switch.asterisk.prefix import find_or_fetch


@cache
def installation(here: Environment, say: Callable[[str], None] = lambda _: None) -> Installation:
    """The Asterisk to run; fetched at the first call on a machine. Raises SetupError."""
    return find_or_fetch(here.cache, say)


def switch_config(here: Environment) -> SwitchConfig:
    """Raises SetupError where there is no Asterisk and none can be fetched."""
    return SwitchConfig(
        installation=installation(here),
        data=here.data,
        sounds=here.sounds / "prompts",
        certificate=here.data / "tls" / "certificate.pem",
        certificate_key=here.data / "tls" / "key.pem",
        host=here.host,
        sip_port=here.sip_port,
        tls_port=here.tls_port,
        http_port=here.ari_port,
        rtp_first=here.rtp_first,
        rtp_last=here.rtp_last,
    )


def configure(here: Environment) -> SwitchConfig:
    """Write all that a starting Asterisk reads, but for the accounts. Raises SetupError."""
    config = switch_config(here)
    ensure_certificate(config.certificate, config.certificate_key, here.host)
    write_config(config)
    return config


def speech_command(here: Environment) -> tuple[list[str], dict[str, str]]:
    """How espeak-ng is run on this machine: its command line and what to add to its environment."""
    found = installation(here)
    return found.tool("espeak-ng") or ["espeak-ng"], found.environment()
