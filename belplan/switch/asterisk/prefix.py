"""Finds an Asterisk to run, or fetches one into a cache folder, as any user, without changing the system."""

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from belplan.switch.asterisk.debian import PrivateApt, require_tools, unpack
from belplan.switch.asterisk.errors import SetupError
from belplan.switch.asterisk.installation import Installation, Machine, in_prefix, on_system, this_machine

UPSTREAM = "22."
# The sounds are those that Debian has recorded by people; espeak-ng speaks what is missing.
PACKAGES = (
    "asterisk-core-sounds-en-wav",
    "asterisk-core-sounds-fr-wav",
    "asterisk-prompt-de",
    "asterisk-moh-opsound-wav",
    "espeak-ng",
)
SOUND_FOLDERS = {"en": "en_US_f_Allison", "fr": "fr_CA_f_June"}
UNNEEDED_LIBRARIES = ("perl", "perl-base", "gconv", "security", "krb5", "sasl2", "engines-3", "gio", "glib-2.0")
SPACE_NEEDED = 1_000_000_000  # bytes, while packages and unpacked files lie side by side
MARK = "belplan.json"


def find_or_fetch(cache: Path, say: Callable[[str], None]) -> Installation:
    """An Asterisk 22 or newer: the system's own, else the one in `cache`, which is fetched where it is missing.

    `say` gets a line for each thing that takes long. Raises SetupError. Safe to call from several processes.
    """
    return find(cache) or _fetch_once(cache, this_machine(), say)


def find(cache: Path) -> Installation | None:
    """The Asterisk that would be run without fetching anything, if there is one. Raises SetupError."""
    return on_system() or _cached(cache, this_machine())


def _cached(cache: Path, machine: Machine) -> Installation | None:
    found = [path for path in cache.glob(f"asterisk-*-{machine.debian}") if _complete(path)]
    if not found:
        return None
    newest = max(found, key=lambda path: [int(part) for part in _version(path).split(".")])
    return in_prefix(newest, _version(newest), machine)


def _version(prefix: Path) -> str:
    return prefix.name.split("-")[1]


def _complete(prefix: Path) -> bool:
    try:
        mark = json.loads((prefix / MARK).read_text())
    except (OSError, ValueError):
        return False
    return bool(mark == {"packages": list(PACKAGES)} and (prefix / "usr/sbin/asterisk").exists())


def _fetch_once(cache: Path, machine: Machine, say: Callable[[str], None]) -> Installation:
    require_tools()
    with _sole_fetcher(cache):
        return _cached(cache, machine) or _fetch(cache, machine, say)


@contextlib.contextmanager
def _sole_fetcher(cache: Path) -> Iterator[None]:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / "fetch.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise SetupError(
            f"The cache folder {cache} cannot be written ({error.strerror}): "
            "make it yours, see that its disk has room, or set BELPLAN_CACHE to another folder."
        ) from error


def _fetch(cache: Path, machine: Machine, say: Callable[[str], None]) -> Installation:
    for left_over in cache.glob("fetching-*"):
        shutil.rmtree(left_over)
    _require_space(cache)
    began = time.monotonic()
    temporary = Path(tempfile.mkdtemp(prefix="fetching-", dir=cache))
    try:
        version = _fetch_into(temporary, machine, say)
        installation = _move_into_place(temporary / "prefix", cache, version, machine)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    size = _size(cache / f"asterisk-{installation.version}-{machine.debian}") // 1_000_000
    say(f"Asterisk {installation.version} is ready: {size} MB in {time.monotonic() - began:.0f} s.")
    return installation


def _fetch_into(folder: Path, machine: Machine, say: Callable[[str], None]) -> str:
    say("Looking for Asterisk 22 in Debian's archive ...")
    apt = PrivateApt(folder / "apt", machine)
    apt.update()
    version = apt.newest("asterisk", UPSTREAM)
    upstream = version.split(":")[-1].split("+")[0].split("-")[0].split("~")[0]
    say(f"Fetching Asterisk {upstream}, sounds and speech (150 MB) ...")
    packages = apt.download([f"asterisk={version}", *PACKAGES])
    say(f"Unpacking {len(packages)} packages ...")
    unpack(packages, folder / "prefix", _wanted(machine))
    _finish(folder / "prefix", machine)
    return upstream


def _wanted(machine: Machine) -> tuple[str, ...]:
    return (
        "usr/sbin/asterisk",
        "usr/bin/espeak-ng",
        f"usr/lib/{machine.multiarch}",
        "usr/share/asterisk",
        "usr/share/espeak-ng-data",
    )


def _finish(prefix: Path, machine: Machine) -> None:
    for name in UNNEEDED_LIBRARIES:
        shutil.rmtree(prefix / "usr/lib" / machine.multiarch / name, ignore_errors=True)
    # Debian sets these links when a package is configured, which unpacking is not.
    for language, folder in SOUND_FOLDERS.items():
        link = prefix / "usr/share/asterisk/sounds" / language
        if not link.exists():
            link.symlink_to(folder)
    (prefix / MARK).write_text(json.dumps({"packages": list(PACKAGES)}))
    prefix.chmod(0o755)


def _move_into_place(prefix: Path, cache: Path, version: str, machine: Machine) -> Installation:
    target = cache / f"asterisk-{version}-{machine.debian}"
    if target.exists():
        shutil.rmtree(target)
    prefix.rename(target)
    return in_prefix(target, version, machine)


def _require_space(cache: Path) -> None:
    free = shutil.disk_usage(cache).free
    if free < SPACE_NEEDED:
        raise SetupError(
            f"Fetching Asterisk needs 1 GB of disk and {cache} has {free // 1_000_000} MB: "
            "free some, or set BELPLAN_CACHE to a folder on another disk, then start again."
        )


def _size(folder: Path) -> int:
    files = (Path(root) / name for root, _, names in os.walk(folder) for name in names)
    return sum(path.lstat().st_size for path in files)
