"""Stories with a real Asterisk that we configured: who gets in, by which way, and what they hear meanwhile."""

import asyncio
import re
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import aiohttp
import pytest

from belplan.switch.accounts import DeviceAccount, TrunkAccount
from belplan.switch.asterisk.config import ARI_USER
from belplan.switch.asterisk.errors import SetupError
from belplan.switch.asterisk.launch import read_registrations_anew, wait_ready
from tests.phones.asterisk import CARRIER_ADDRESS, HOST, RunningAsterisk, configuration, running_asterisk
from tests.phones.sip_words import SipWords, Transport

pytestmark = pytest.mark.phones

ANN = DeviceAccount("demo.ann", "ann's secret")
CARRIER = TrunkAccount("carrier", CARRIER_ADDRESS, addresses=(CARRIER_ADDRESS,))
STRANGER = "127.0.0.3"
CONGESTION_OR_PROMPT = 183


@pytest.fixture(scope="module")
def asterisk() -> Iterator[RunningAsterisk]:
    # Asterisk's control socket needs a shorter path than pytest's own folders have.
    with tempfile.TemporaryDirectory(prefix="belplan-") as folder:
        config = configuration(Path(folder))
        with running_asterisk(config) as at:
            yield at


@pytest.fixture(autouse=True)
def known_accounts(asterisk: RunningAsterisk) -> None:
    asterisk.accounts([ANN], [CARRIER])


def words(at: RunningAsterisk, transport: Transport = "udp", source: str = HOST) -> SipWords:
    port = at.config.tls_port if transport == "tls" else at.config.sip_port
    return SipWords((HOST, port), transport, source)


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_a_telephone_registers_with_its_secret(asterisk: RunningAsterisk, transport: Transport) -> None:
    with words(asterisk, transport) as phone:
        assert phone.register(ANN.name, ANN.secret).code == 200


def test_a_wrong_secret_and_an_unknown_name_are_refused_alike(asterisk: RunningAsterisk) -> None:
    with words(asterisk) as phone:
        wrong = phone.register(ANN.name, "guess")
        unknown = phone.register("demo.nobody", "guess")
    assert wrong.code == unknown.code == 401


def test_a_changed_secret_counts_within_a_second(asterisk: RunningAsterisk) -> None:
    with words(asterisk) as phone:
        assert phone.register(ANN.name, ANN.secret).code == 200
        changes = asterisk.accounts([DeviceAccount(ANN.name, "another secret")], [CARRIER])
        began = time.monotonic()
        assert changes.accounts == {ANN.name}
        assert phone.register(ANN.name, "another secret").code == 200
        assert phone.register(ANN.name, ANN.secret).code == 401
    assert time.monotonic() - began < 1


def test_a_telephone_that_is_added_registers_at_once_and_one_that_is_removed_no_more(
    asterisk: RunningAsterisk,
) -> None:
    bob = DeviceAccount("demo.bob", "bob's secret")
    with words(asterisk) as phone:
        assert phone.register(bob.name, bob.secret).code == 401
        asterisk.accounts([ANN, bob], [CARRIER])
        assert phone.register(bob.name, bob.secret).code == 200
        asterisk.accounts([ANN], [CARRIER])
        assert phone.register(bob.name, bob.secret).code == 401


@pytest.mark.parametrize("secret", ["semi;colon", "care^t", "^3B", 'quo"te', "per%cent, comma", "é € 😀", " space "])
def test_a_secret_may_hold_any_character(asterisk: RunningAsterisk, secret: str) -> None:
    asterisk.accounts([DeviceAccount(ANN.name, secret)])
    with words(asterisk) as phone:
        assert phone.register(ANN.name, secret).code == 200


def test_media_is_encrypted_for_a_telephone_that_may(asterisk: RunningAsterisk) -> None:
    asterisk.accounts([DeviceAccount(ANN.name, ANN.secret, srtp=True)])
    with words(asterisk, "tls") as phone:
        encrypted = phone.invite(ANN.name, "101", ANN.secret, until=CONGESTION_OR_PROMPT, srtp=True)
        assert "RTP/SAVP" in encrypted.text
        assert "a=crypto:1 AES_CM_128_HMAC_SHA1_80" in encrypted.text
    with words(asterisk) as phone:
        assert "RTP/AVP" in phone.invite(ANN.name, "101", ANN.secret, until=CONGESTION_OR_PROMPT).text


def test_a_telephone_that_registers_elsewhere_leaves_its_old_place(asterisk: RunningAsterisk) -> None:
    with words(asterisk) as desk, words(asterisk) as home:
        desk.register(ANN.name, ANN.secret)
        contact = home.register(ANN.name, ANN.secret).header("Contact")
        assert f":{home.port}" in contact
        assert f":{desk.port}" not in contact


def test_a_caller_hears_the_congestion_tone_while_the_exchange_is_away(asterisk: RunningAsterisk) -> None:
    with words(asterisk) as phone:
        answer = phone.invite(ANN.name, "3225805000", ANN.secret, until=CONGESTION_OR_PROMPT)
        assert answer.code == CONGESTION_OR_PROMPT
        assert loudness(phone, 25) > 0.1


def test_a_caller_hears_in_each_language_that_the_exchange_is_away(asterisk: RunningAsterisk) -> None:
    prompts = [asterisk.config.sounds / language / "technical_fault.wav" for language in ("nl", "fr", "de", "en")]
    for prompt in prompts:
        write_square_wave(prompt, seconds=0.2)
    try:
        with words(asterisk, source=CARRIER_ADDRESS) as carrier:
            began = time.monotonic()
            answer = carrier.invite("+32475112233", "3225805000")
            assert 0.6 < time.monotonic() - began < 3  # as long as the prompts, not as the tone
            assert (answer.code, answer.codes) == (503, [100, 183, 503])
            assert loudness(carrier, 5) > 0.1
    finally:
        for prompt in prompts:
            prompt.unlink()


def test_calls_enter_with_their_role_their_account_and_what_was_dialled(asterisk: RunningAsterisk) -> None:
    async def entered() -> list[list[str]]:
        config = asterisk.config
        key = f"{ARI_USER}:{config.ari_password()}"
        events = f"{config.ari_url}/events?app={config.app}&api_key={key}"
        async with aiohttp.ClientSession() as session, session.ws_connect(events) as socket:
            with words(asterisk) as phone, words(asterisk, source=CARRIER_ADDRESS) as carrier:
                await asyncio.to_thread(phone.invite, ANN.name, "*35", ANN.secret, until=100)
                await asyncio.to_thread(phone.invite, ANN.name, "bob", ANN.secret, until=100)
                await asyncio.to_thread(carrier.invite, "+32475112233", "+3225805000", until=100)
                args: list[list[str]] = []
                while len(args) < 3:
                    event = await socket.receive_json(timeout=5)
                    if event["type"] == "StasisStart":
                        args.append(event["args"])
        return sorted(args)  # the calls have threads of their own in Asterisk

    shown = "allowed_not_screened"
    assert asyncio.run(entered()) == [
        ["device", ANN.name, "*35", shown],
        ["device", ANN.name, "bob", shown],
        ["trunk", CARRIER.name, "+3225805000", shown],
    ]
    asterisk.console("channel request hangup all")


def test_a_call_from_a_telephone_without_its_secret_is_refused(asterisk: RunningAsterisk) -> None:
    with words(asterisk) as phone:
        assert phone.invite(ANN.name, "3225805000").code == 401
        assert phone.invite(ANN.name, "3225805000", "guess").code == 401


async def test_a_trunk_that_registers_is_known_by_its_registration(asterisk: RunningAsterisk) -> None:
    # The switch is its own carrier here: the trunk registers as Ann's telephone.
    port = asterisk.config.sip_port
    trunk = TrunkAccount("registering", HOST, port, username=ANN.name, secret=ANN.secret, register=True)
    changes = asterisk.accounts([ANN], [trunk])
    assert changes.registrations
    await read_registrations_anew(asterisk.config)
    contact = await until(
        lambda: re.search(rf'{ANN.name}@[^"]*;line=\w+', asterisk.console("database show registrar/contact"))
    )
    with words(asterisk, source=STRANGER) as carrier:
        user, _, parameters = contact.group().partition(f"@{HOST}:{port}")
        answer = carrier.invite("+32475112233", user, until=183, parameters=parameters)
        assert answer.code == CONGESTION_OR_PROMPT


@pytest.mark.parametrize("name", ["+32475112233", "anonymous", CARRIER.name])
def test_a_stranger_gets_in_under_no_name(asterisk: RunningAsterisk, name: str) -> None:
    with words(asterisk, source=STRANGER) as stranger:
        assert stranger.invite(name, "3225805000").code == 401
        assert stranger.invite(name, "3225805000", "guess").code == 401


async def test_another_password_gets_nothing_from_the_control_interface(asterisk: RunningAsterisk) -> None:
    url = f"{asterisk.config.ari_url}/asterisk/info?api_key={ARI_USER}:guess"
    async with aiohttp.ClientSession() as session, session.get(url) as reply:
        assert reply.status == 401


def test_registrations_survive_a_restart() -> None:
    with tempfile.TemporaryDirectory(prefix="belplan-") as folder:
        config = configuration(Path(folder))
        with running_asterisk(config) as at, words(at) as phone:
            at.accounts([ANN])
            phone.register(ANN.name, ANN.secret)
        with running_asterisk(config, keep_accounts=True) as at:
            assert f"{ANN.name}/sip:{ANN.name}@" in at.console("pjsip show contacts")


async def test_waiting_for_an_asterisk_that_does_not_come_ends(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="not ready within 0 s"):
        await wait_ready(configuration(tmp_path), seconds=0.2)


def test_nothing_is_wrong_in_its_log(asterisk: RunningAsterisk) -> None:
    lines = (asterisk.config.log / "asterisk.log").read_text().splitlines()
    # That the exchange is away is what these stories are about.
    assert [line for line in lines if "ERROR" in line and "Stasis app 'belplan' not active" not in line] == []
    assert [line for line in lines if "pattern" in line] == []


async def until(look: Callable[[], re.Match[str] | None]) -> re.Match[str]:
    """What `look` finds, as soon as it finds it."""
    async with asyncio.timeout(10):
        while not (found := look()):  # noqa: ASYNC110 - another process can set no event of ours
            await asyncio.sleep(0.1)
    return found


def loudness(phone: SipWords, packets: int) -> float:
    """The share of A-law samples (ITU-T G.711) in the first packets that are not near silence."""
    samples = b"".join(phone.heard_media(2) for _ in range(packets))
    return sum(sample & 0x7F not in (0x55, 0x54) for sample in samples) / len(samples)


def write_square_wave(path: Path, seconds: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes((b"\x00\x20" * 8 + b"\x00\xe0" * 8) * int(8000 * seconds / 16))
