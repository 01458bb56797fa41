"""How Asterisk is started in the foreground, and when it counts as started."""

import asyncio
import os
from http import HTTPStatus

import aiohttp

from belplan.switch.asterisk.config import ARI_USER, SwitchConfig
from belplan.switch.asterisk.errors import SetupError

POLL_SECONDS = 0.05
CONSOLE_SECONDS = 3.0


def command(config: SwitchConfig) -> list[str]:
    """The command line of an Asterisk that stays in the foreground; SIGTERM ends it."""
    return [*config.installation.asterisk(), "-f", "-C", str(config.main_file)]


def environment(config: SwitchConfig) -> dict[str, str]:
    """The whole environment to start it in."""
    return {**os.environ, **config.installation.environment()}


async def read_registrations_anew(config: SwitchConfig) -> None:
    """Let a running Asterisk register its trunks as the accounts say now: after a write that changed registrations.

    Raises SetupError where Asterisk is away.
    """
    await _reload(config, "res_pjsip_outbound_registration", "trunks")


async def read_groups_anew(config: SwitchConfig) -> None:
    """Let the telephones of a new group watch its lamps: after a write that changed groups.

    Everything else in the accounts counts without being told. Raises SetupError where Asterisk is away.
    """
    await _reload(config, "pbx_config", "groups of telephones")


async def console(config: SwitchConfig, line: str) -> str:
    """What a running Asterisk's console answers to one line. Raises SetupError where it does not within 3 s."""
    words = [*config.installation.asterisk(), "-C", str(config.main_file), "-rx", line]
    pipe = asyncio.subprocess.PIPE
    asked = await asyncio.create_subprocess_exec(
        *words, env=environment(config), stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
    )
    try:
        told, _ = await asyncio.wait_for(asked.communicate(), CONSOLE_SECONDS)
    except TimeoutError:
        raise SetupError("Asterisk's console does not answer.") from None
    finally:
        if asked.returncode is None:
            asked.kill()
            await asked.wait()
    if asked.returncode:
        raise SetupError("Asterisk's console cannot be reached: start the exchange.")
    return told.decode(errors="replace")


async def _reload(config: SwitchConfig, name: str, what: str) -> None:
    module = f"{config.ari_url}/asterisk/modules/{name}.so"
    try:
        async with aiohttp.ClientSession() as session, session.put(module, params=_key(config)) as reply:
            reply.raise_for_status()
    except aiohttp.ClientError as error:
        raise SetupError(f"Asterisk could not be told of the changed {what} ({error}): start it again.") from error


async def wait_ready(config: SwitchConfig, seconds: float = 30.0) -> None:
    """Return once Asterisk answers on ARI with our password; SetupError after `seconds` without."""
    question = {"only": "status", **_key(config)}
    try:
        async with asyncio.timeout(seconds), aiohttp.ClientSession() as session:
            while not await _answers(session, config, question):  # noqa: ASYNC110 - another process can set no event of ours
                await asyncio.sleep(POLL_SECONDS)
    except TimeoutError:
        raise SetupError(
            f"Asterisk was not ready within {seconds:.0f} s: the reason stands in {config.log / 'asterisk.log'}."
        ) from None


def _key(config: SwitchConfig) -> dict[str, str]:
    return {"api_key": f"{ARI_USER}:{config.ari_password()}"}


async def _answers(session: aiohttp.ClientSession, config: SwitchConfig, question: dict[str, str]) -> bool:
    try:
        async with session.get(f"{config.ari_url}/asterisk/info", params=question) as reply:
            if reply.status == HTTPStatus.UNAUTHORIZED:
                raise SetupError(
                    f"Port {config.http_port} answers, but not as our Asterisk: "
                    "end the other one or choose another port for the control interface."
                )
            return reply.status == HTTPStatus.OK
    except aiohttp.ClientError:
        return False
