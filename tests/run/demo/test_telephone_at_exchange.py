"""Real telephones at a real Asterisk: they register, are rung, and hear what the exchange plays."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from belplan.run.demo.listening import contains_tone, same_audio, write_tone
from belplan.run.demo.telephone import Answer, SipAccount, Telephone, TelephoneError
from belplan.run.demo.telephone_wire import Transport
from belplan.switch.accounts import DeviceAccount
from belplan.switch.asterisk.config import ARI_USER
from belplan.switch.asterisk.dialplan import FAULT_LANGUAGES, FAULT_SOUND
from tests.phones.asterisk import RunningAsterisk, configuration, running_asterisk

pytestmark = pytest.mark.phones
SECRET = "an-open-secret"
FAULT_HZ = {language: 700 + 60 * place for place, language in enumerate(FAULT_LANGUAGES)}


@pytest.fixture(scope="module")
def asterisk() -> Iterator[RunningAsterisk]:
    folder = Path(tempfile.mkdtemp(prefix="belplan-"))
    for language, hz in FAULT_HZ.items():
        (folder / "sounds" / language).mkdir(parents=True)
        write_tone(folder / f"sounds/{language}/{FAULT_SOUND}.wav", hz, seconds=1)
    with running_asterisk(configuration(folder)) as running:
        running.accounts([DeviceAccount("demo.101", SECRET), DeviceAccount("demo.102", SECRET)])
        yield running
    shutil.rmtree(folder)


def sound_of(asterisk: RunningAsterisk, language: str) -> Path:
    return asterisk.config.sounds / language / f"{FAULT_SOUND}.wav"


def account(asterisk: RunningAsterisk, transport: Transport = "udp", secret: str = SECRET) -> SipAccount:
    port = asterisk.config.tls_port if transport == "tls" else asterisk.config.sip_port
    return SipAccount(user="demo.101", secret=secret, server=f"127.0.0.1:{port}", transport=transport)


async def ring(asterisk: RunningAsterisk) -> None:
    """Let the exchange call 101; who answers hears what a caller hears while it is out of order."""
    config = asterisk.config
    leg = {"endpoint": "PJSIP/demo.101", "context": "belplan-fallback", "extension": "s", "priority": 1}
    url = f"{config.ari_url}/channels?api_key={ARI_USER}:{config.ari_password()}"
    async with ClientSession() as ari, ari.post(url, json=leg) as answer:
        assert answer.status == 200, await answer.text()


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
async def test_a_registered_telephone_is_rung_and_hears_the_exchange(
    asterisk: RunningAsterisk, tmp_path: Path, transport: Transport
) -> None:
    own = account(asterisk, transport)
    async with Telephone.start(name="Ann", folder=tmp_path, account=own, on_ring=Answer(after=0.2)) as ann:
        await ann.registered()
        await ring(asterisk)
        call = await ann.rings()
        await call.answered()
        await call.ended()
        assert all(contains_tone(ann.heard, hz, seconds=0.6) for hz in FAULT_HZ.values())
        assert f"SIP/2.0/{transport.upper()}" in ann.received("INVITE")[0].header("via")


async def test_a_closed_telephone_has_signed_off(asterisk: RunningAsterisk, tmp_path: Path) -> None:
    async with Telephone.start(name="Ann", folder=tmp_path, account=account(asterisk)) as ann:
        await ann.registered()
        assert "demo.101" in await asyncio.to_thread(asterisk.console, "pjsip show contacts")
    assert "demo.101" not in await asyncio.to_thread(asterisk.console, "pjsip show contacts")


async def test_a_wrong_secret_is_refused_and_no_secret_reaches_a_log(asterisk: RunningAsterisk, tmp_path: Path) -> None:
    wrong = account(asterisk, secret="a-wrong-secret")
    async with Telephone.start(name="Eve", folder=tmp_path, account=wrong) as eve:
        with pytest.raises(TelephoneError, match="not registered: 401"):
            await eve.registered()
    async with Telephone.start(name="Ann", folder=tmp_path, account=account(asterisk)) as ann:
        await ann.registered()
    for file in tmp_path.iterdir():
        assert b"secret" not in file.read_bytes(), file
    assert "secret" not in repr(wrong)


async def test_a_caller_hears_an_announcement_before_anybody_answers(asterisk: RunningAsterisk, tmp_path: Path) -> None:
    async with Telephone.start(name="Ann", folder=tmp_path, account=account(asterisk)) as ann:
        await ann.registered()
        call = await ann.dial("102")
        await call.audio()
        cause = await call.ended()
    assert cause.code == 503
    assert any("cause=42" in reason for reason in cause.reasons)
    assert "answered" not in call.times
    found = [same_audio(ann.heard, sound_of(asterisk, language)) for language in FAULT_LANGUAGES]
    assert all(one.score > 0.9 for one in found)
    assert [round(one.starts_at) for one in found] == list(range(len(FAULT_LANGUAGES))), "one after the other"
