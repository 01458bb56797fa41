"""An Asterisk that can be started: where its parts lie, and how a program out of it is run."""

import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from belplan.switch.asterisk.errors import SetupError

OLDEST = (22, 4)  # earlier ones take no requests over WebSockets


@dataclass(frozen=True, slots=True)
class Machine:
    """What one processor architecture calls things."""

    debian: str
    multiarch: str
    loader: str


MACHINES = {
    "x86_64": Machine("amd64", "x86_64-linux-gnu", "ld-linux-x86-64.so.2"),
    "aarch64": Machine("arm64", "aarch64-linux-gnu", "ld-linux-aarch64.so.1"),
}

LIBRARY_ROOTS = (
    Path("/usr/local/lib"),
    Path("/usr/lib"),
    Path("/usr/lib64"),
    *(Path("/usr/lib") / machine.multiarch for machine in MACHINES.values()),
)
SHARE_FOLDERS = (Path("/usr/local/share/asterisk"), Path("/usr/share/asterisk"), Path("/var/lib/asterisk"))
REQUIRED_MODULES = ("chan_pjsip.so", "res_ari_channels.so", "res_config_sqlite3.so", "res_sorcery_realtime.so")


def this_machine() -> Machine:
    """The machine we run on; SetupError where Belplan knows no Asterisk for it."""
    name = platform.machine()
    if name not in MACHINES:
        raise SetupError(
            f"No ready-made Asterisk is known for the processor type {name}: "
            "install Asterisk 22.4 or newer yourself so that `asterisk -V` works, then start again."
        )
    return MACHINES[name]


@dataclass(frozen=True, slots=True)
class Installation:
    """One Asterisk. `prefix` is the folder that it was unpacked into, None for one installed on the system."""

    version: str
    program: Path
    modules: Path
    share: Path
    prefix: Path | None = None
    machine: Machine | None = None

    @property
    def sounds(self) -> Path:
        """Asterisk's own recorded sounds, a folder a language."""
        return self.share / "sounds"

    @property
    def music(self) -> Path:
        """The folder with music on hold; may be empty."""
        return self.share / "moh"

    @property
    def rest_description(self) -> Path:
        """The folder with the machine-readable description of exactly this version's REST interface."""
        return self.share / "rest-api"

    def asterisk(self) -> list[str]:
        """The words that start a command line for this Asterisk."""
        return self._through_loader(self.program)

    def tool(self, name: str) -> list[str] | None:
        """The words that start a command line for `name` (say espeak-ng): the system's own, else the prefix's.

        None where neither has it.
        """
        if found := shutil.which(name):
            return [found]
        if self.prefix and self.machine and (program := self.prefix / "usr/bin" / name).exists():
            # Only the unpacked program may see this: espeak-ng refuses the data of another version.
            data = f"ESPEAK_DATA_PATH={self.prefix / 'usr/lib' / self.machine.multiarch}"
            return ["/usr/bin/env", data, *self._through_loader(program)]
        return None

    def environment(self) -> dict[str, str]:
        """What Asterisk needs in its environment, on top of the caller's own."""
        if not self.prefix or not self.machine:
            return {}
        return {"OPENSSL_MODULES": str(self.prefix / "usr/lib" / self.machine.multiarch / "ossl-modules")}

    def _through_loader(self, program: Path) -> list[str]:
        # An unpacked program asks for the system's C library, which is older than the one it was built for.
        if not self.prefix or not self.machine:
            return [str(program)]
        libraries = self.prefix / "usr/lib" / self.machine.multiarch
        path = f"{libraries}:{libraries / 'pulseaudio'}"
        return [str(libraries / self.machine.loader), "--library-path", path, str(program)]


def in_prefix(prefix: Path, version: str, machine: Machine) -> Installation:
    """The Asterisk that was unpacked into `prefix`."""
    return Installation(
        version=version,
        program=prefix / "usr/sbin/asterisk",
        modules=prefix / "usr/lib" / machine.multiarch / "asterisk/modules",
        share=prefix / "usr/share/asterisk",
        prefix=prefix,
        machine=machine,
    )


def on_system() -> Installation | None:
    """The Asterisk 22.4 or newer that is installed on this system with all that Belplan needs, if there is one."""
    # An ordinary user's PATH often leaves the sbin folders out.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin"])
    program = shutil.which("asterisk", path=path)
    version = _version_of(program) if program else None
    if not program or not version or tuple(int(part) for part in version.split(".")) < OLDEST:
        return None
    modules, share = _system_modules(), _system_share()
    return Installation(version, Path(program), modules, share) if modules and share else None


def _version_of(program: str) -> str | None:
    try:
        done = subprocess.run([program, "-V"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"Asterisk (?:certified/)?(\d+(?:\.\d+)*)", done.stdout)
    return found.group(1) if found else None


def _system_modules() -> Path | None:
    for folder in (root / "asterisk/modules" for root in LIBRARY_ROOTS):
        if all((folder / module).exists() for module in REQUIRED_MODULES):
            return folder
    return None


def _system_share() -> Path | None:
    return next((folder for folder in SHARE_FOLDERS if (folder / "documentation").is_dir()), None)
