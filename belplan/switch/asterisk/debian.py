"""Fetches programs out of Debian's archive into a folder of our own, without root and without touching the system.

apt runs with a state of its own: signatures are verified against Debian's keyring, the machine's own way to the
network (proxies, certificates) is kept, its hooks and installed packages play no part.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from belplan.switch.asterisk.errors import SetupError
from belplan.switch.asterisk.installation import Machine

MIRROR = "http://deb.debian.org/debian"
SUITE = "forky"
KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
)
NETWORK_SIGNS = (
    "Could not resolve",
    "failure resolving",
    "Could not connect",
    "Unable to connect",
    "timed out",
    "Failed to fetch",
    "unreachable",
)


class PrivateApt:
    """apt with all of its state in one folder."""

    def __init__(self, folder: Path, machine: Machine) -> None:
        """`folder` is created; SetupError where apt, dpkg or Debian's keyring is missing."""
        require_tools()
        self.folder = folder
        self.archives = folder / "cache/archives"
        (folder / "lists/partial").mkdir(parents=True)
        (self.archives / "partial").mkdir(parents=True)
        (folder / "status").touch()
        (folder / "none").mkdir()
        (folder / "sources.list").write_text(f"deb [signed-by={keyring()}] {MIRROR} {SUITE} main\n")
        (folder / "apt.conf").write_text(self._configuration(machine))

    def update(self) -> None:
        """Read the suite's index anew."""
        self._run(["apt-get", "-q", "update"])

    def newest(self, package: str, upstream: str) -> str:
        """The newest version of `package` in the suite whose upstream version starts with `upstream`."""
        listed = self._run(["apt-cache", "madison", package])
        versions = [line.split("|")[1].strip() for line in listed.splitlines() if line.count("|") >= 2]
        matching = [version for version in versions if version.split(":")[-1].startswith(upstream)]
        if not matching:
            raise SetupError(
                f"Debian {SUITE} no longer offers {package} {upstream}x: install Asterisk 22 or newer yourself "
                "so that `asterisk -V` works, then start again."
            )
        return matching[0]  # madison lists the newest first

    def download(self, packages: Sequence[str]) -> list[Path]:
        """Fetch `packages` with everything that they depend on; returns the package files."""
        self._run(["apt-get", "-q", "-y", "--download-only", "install", *packages])
        return sorted(self.archives.glob("*.deb"))

    def _configuration(self, machine: Machine) -> str:
        at = self.folder
        own = {
            "Dir::State": at,
            "Dir::State::lists": at / "lists",
            "Dir::State::status": at / "status",
            "Dir::Cache": at / "cache",
            "Dir::Etc::SourceList": at / "sources.list",
            "Dir::Etc::SourceParts": at / "none",
            "Dir::Etc::Main": "/dev/null",
            "Dir::Etc::Parts": at / "none",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": at / "none",
            "Dir::Log": at,
            "APT::Architecture": machine.debian,
            "APT::Architectures::": machine.debian,
            "APT::Install-Recommends": "false",
            "APT::Install-Suggests": "false",
            "APT::Get::List-Cleanup": "false",
            "APT::Sandbox::User": "root",  # the cache may lie in a home folder that user _apt cannot enter
            "APT::Update::Error-Mode": "any",
            "Acquire::Languages": "none",
            "Acquire::Retries": "2",
            "Debug::NoLocking": "true",
        }
        return _network_settings() + "".join(f'{name} "{value}";\n' for name, value in own.items())

    def _run(self, command: list[str]) -> str:
        environment = {**os.environ, "APT_CONFIG": str(self.folder / "apt.conf"), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
        if done.returncode:
            raise explain(done.stdout + done.stderr, self.folder)
        return done.stdout


def require_tools() -> None:
    """SetupError unless apt, dpkg and Debian's keyring are here."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise SetupError(
            "This system has no apt-get and dpkg to fetch Asterisk with: install Asterisk 22 or newer yourself "
            "so that `asterisk -V` works, then start again."
        )
    keyring()


def keyring() -> Path:
    """The file with the keys that Debian's archive is signed by."""
    for path in KEYRINGS:
        if path.exists():
            return path
    raise SetupError(
        f"Debian's signing keys ({KEYRINGS[0]}) are missing, so that nothing fetched could be trusted: "
        "install the package debian-archive-keyring, then start again."
    )


def unpack(packages: Iterable[Path], prefix: Path, keep: Iterable[str]) -> None:
    """Unpack the files of `packages` under `prefix`, then drop all that is not under one of the folders `keep`."""
    prefix.mkdir()
    for package in packages:
        done = subprocess.run(  # noqa: S603
            ["dpkg-deb", "--extract", str(package), str(prefix)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise explain(done.stderr, prefix)
        package.unlink()
    _prune(prefix, {prefix / path for path in keep})


def explain(output: str, folder: Path) -> SetupError:
    """The sentence for a failed apt or dpkg run whose output was `output`."""
    if "No space left" in output or "enough free space" in output:
        return SetupError(f"The disk that holds {folder} is full: free 1 GB there, then start again.")
    if "NO_PUBKEY" in output or "not signed" in output or "signature" in output:
        return SetupError(
            f"The signature of {MIRROR} could not be verified: "
            "bring the package debian-archive-keyring up to date, then start again."
        )
    if any(sign in output for sign in NETWORK_SIGNS):
        return SetupError(f"{MIRROR} cannot be reached: check this machine's network or apt proxy, then start again.")
    if "unmet dependencies" in output or "pkgProblemResolver" in output:
        return SetupError(
            f"Debian {SUITE} is being rebuilt and Asterisk cannot be installed from it at the moment: "
            "try again in some hours, or install Asterisk 22 yourself so that `asterisk -V` works, then start again."
        )
    errors = re.findall(r"^(?:E:|dpkg-deb: error:)\s*(.*)$", output, re.MULTILINE)
    return SetupError(f"Fetching Asterisk failed ({errors[0] if errors else 'no reason given'}): start again.")


def _network_settings() -> str:
    dumped = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False).stdout  # noqa: S607
    lines = (line for line in dumped.splitlines() if line.startswith("Acquire::"))
    # Other packages may ask for further, large indexes here.
    return "".join(f"{line}\n" for line in lines if not line.startswith("Acquire::IndexTargets"))


def _prune(folder: Path, keep: set[Path]) -> None:
    for path in folder.iterdir():
        if path in keep:
            continue
        if any(path in kept.parents for kept in keep):
            _prune(path, keep)
        elif path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
