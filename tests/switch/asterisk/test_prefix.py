"""Stories of a machine without Asterisk: what is found, what is fetched, and each sentence when it cannot be."""

import json
import platform
import shutil
import subprocess
from pathlib import Path

import pytest

from belplan.switch.asterisk import debian, installation, prefix
from belplan.switch.asterisk.debian import explain
from belplan.switch.asterisk.errors import SetupError
from belplan.switch.asterisk.prefix import PACKAGES, find_or_fetch
from tests.phones.asterisk import cache

MACHINE = installation.this_machine()


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefix, "on_system", lambda: None)


def unpacked(folder: Path, version: str, packages: tuple[str, ...] = PACKAGES) -> Path:
    root = folder / f"asterisk-{version}-{MACHINE.debian}"
    (root / "usr/sbin").mkdir(parents=True)
    (root / "usr/sbin/asterisk").touch()
    (root / "belplan.json").write_text(json.dumps({"packages": packages}))
    return root


def installed_asterisk(folder: Path, version: str) -> None:
    program = folder / "asterisk-program/asterisk"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho Asterisk {version}\n")
    program.chmod(0o755)
    (folder / "asterisk/modules").mkdir(parents=True)
    for module in installation.REQUIRED_MODULES:
        (folder / "asterisk/modules" / module).touch()
    (folder / "documentation").mkdir()


@pytest.mark.fast
@pytest.mark.usefixtures("nothing_installed")
def test_the_newest_that_was_fetched_before_is_used(tmp_path: Path) -> None:
    unpacked(tmp_path, "22.9.0")
    newest = unpacked(tmp_path, "22.10.1")
    found = find_or_fetch(tmp_path, pytest.fail)
    assert (found.version, found.prefix) == ("22.10.1", newest)
    assert found.asterisk()[0].endswith(MACHINE.loader)


@pytest.mark.phones
@pytest.mark.parametrize(
    ("says", "used"), [("22.4.0", True), ("23.0.1", True), ("22.3.0", False), ("20.6.0~dfsg", False)]
)
def test_an_installed_one_that_is_new_enough_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, used: bool
) -> None:
    installed_asterisk(tmp_path, says)
    monkeypatch.setenv("PATH", f"{tmp_path / 'asterisk-program'}:/usr/bin:/bin")
    monkeypatch.setattr(installation, "LIBRARY_ROOTS", (tmp_path,))
    monkeypatch.setattr(installation, "SHARE_FOLDERS", (tmp_path,))
    fetched = unpacked(tmp_path, "22.10.1")
    found = find_or_fetch(tmp_path, pytest.fail)
    assert found.prefix == (None if used else fetched)
    assert not used or found.asterisk() == [str(tmp_path / "asterisk-program/asterisk")]


@pytest.mark.phones
def test_an_installed_one_that_lacks_a_module_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed_asterisk(tmp_path, "22.4.0")
    (tmp_path / "asterisk/modules/res_config_sqlite3.so").unlink()
    monkeypatch.setenv("PATH", f"{tmp_path / 'asterisk-program'}:/usr/bin:/bin")
    monkeypatch.setattr(installation, "LIBRARY_ROOTS", (tmp_path,))
    assert installation.on_system() is None


@pytest.mark.fast
@pytest.mark.usefixtures("nothing_installed")
def test_a_half_finished_one_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (unpacked(tmp_path, "22.10.1") / "belplan.json").unlink()
    unpacked(tmp_path, "22.9.0", packages=("an-older-list",))
    (tmp_path / "fetching-abc/prefix").mkdir(parents=True)
    monkeypatch.setattr(prefix, "SPACE_NEEDED", 10**18)
    with pytest.raises(SetupError, match="needs 1 GB of disk"):
        find_or_fetch(tmp_path, pytest.fail)
    assert not (tmp_path / "fetching-abc").exists()


@pytest.mark.fast
@pytest.mark.usefixtures("nothing_installed")
def test_a_machine_without_apt_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SetupError, match=r"no apt-get and dpkg.*install Asterisk 22 or newer yourself"):
        find_or_fetch(tmp_path, pytest.fail)


@pytest.mark.fast
@pytest.mark.usefixtures("nothing_installed")
def test_a_machine_without_debians_keys_is_told_which_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "KEYRINGS", (tmp_path / "keys.gpg",))
    with pytest.raises(SetupError, match="install the package debian-archive-keyring"):
        find_or_fetch(tmp_path, pytest.fail)


@pytest.mark.fast
@pytest.mark.usefixtures("nothing_installed")
def test_an_unknown_processor_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(SetupError, match="processor type riscv64"):
        find_or_fetch(tmp_path, pytest.fail)


@pytest.mark.fast
@pytest.mark.usefixtures("nothing_installed")
def test_a_cache_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    with pytest.raises(SetupError, match=r"cache folder .* cannot be written"):
        find_or_fetch(tmp_path / "cache", pytest.fail)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("E: Failed to fetch http://deb.debian.org/  Could not connect to 127.0.0.1:9", "cannot be reached"),
        ("Err:1 http://deb.debian.org\n  Temporary failure resolving 'deb.debian.org'", "cannot be reached"),
        ("E: You don't have enough free space in /x/archives/.", "is full: free 1 GB"),
        ("tar: ./usr/x: Cannot write: No space left on device\ndpkg-deb: error: tar subprocess", "is full: free 1 GB"),
        ("W: GPG error: InRelease: NO_PUBKEY 6ED0E7B82643E131", "debian-archive-keyring up to date"),
        ("The following packages have unmet dependencies:\n asterisk : Depends: libx", "try again in some hours"),
        ("E: Something new under the sun.", "Something new under the sun"),
    ],
)
def test_what_apt_says_becomes_one_sentence_with_its_mend(tmp_path: Path, output: str, sentence: str) -> None:
    message = str(explain(output, tmp_path))
    assert sentence in message
    assert message.endswith("start again.")
    assert "\n" not in message


@pytest.mark.fast
def test_the_systems_own_tool_is_preferred(tmp_path: Path) -> None:
    found = installation.in_prefix(unpacked(tmp_path, "22.10.1"), "22.10.1", MACHINE)
    assert found.tool("sh") == [shutil.which("sh")]
    assert found.tool("no-such-tool") is None


@pytest.mark.phones
@pytest.mark.usefixtures("nothing_installed")
def test_the_fetched_one_runs_and_speaks_on_a_machine_that_has_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = find_or_fetch(cache(), print)
    answer = subprocess.run([*fetched.asterisk(), "-V"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert answer.startswith(f"Asterisk {fetched.version}")
    monkeypatch.setenv("PATH", "/nowhere")
    speech = tmp_path / "welcome.wav"
    espeak = fetched.tool("espeak-ng")
    assert espeak
    subprocess.run([*espeak, "-v", "nl", "-w", str(speech), "Goedendag."], check=True)  # noqa: S603
    assert speech.stat().st_size > 10_000


@pytest.mark.long
@pytest.mark.usefixtures("nothing_installed")
def test_it_is_fetched_once_and_leaves_nothing_beside(tmp_path: Path) -> None:
    said: list[str] = []
    fetched = find_or_fetch(tmp_path, said.append)
    assert said[-1].startswith(f"Asterisk {fetched.version} is ready")
    assert {path.name for path in tmp_path.iterdir()} == {"fetch.lock", f"asterisk-{fetched.version}-{MACHINE.debian}"}
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_mode & 0o6000] == []
    assert all((fetched.sounds / language).is_dir() for language in ("en", "fr", "de"))
    assert list(fetched.music.glob("*.wav"))
    assert list(fetched.rest_description.glob("*.json"))
    assert find_or_fetch(tmp_path, pytest.fail) == fetched
