"""The espeak-ng that these tests speak with: the system's own, else the one fetched with Asterisk."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from belplan.run import environment
from belplan.switch.asterisk.prefix import find_or_fetch


class Espeak(NamedTuple):
    """The last two arguments of `speak`."""

    command: list[str]
    environment: Mapping[str, str]


@pytest.fixture(scope="session")
def espeak() -> Espeak:
    if found := shutil.which("espeak-ng"):
        return Espeak([found], {})
    installation = find_or_fetch(environment.read().cache, print)
    command = installation.tool("espeak-ng")
    assert command, "Asterisk's prefix has no espeak-ng: install Debian's package espeak-ng"
    return Espeak(command, installation.environment())
