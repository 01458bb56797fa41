"""Each group has a context of its own for its lamps; a running Asterisk need be told of a new group only."""

from __future__ import annotations

from pathlib import Path

import pytest

from belplan.switch.accounts import DeviceAccount
from belplan.switch.asterisk.accounts import change_accounts, write_accounts
from belplan.switch.asterisk.lamp_groups import FILE

pytestmark = pytest.mark.fast


def account(name: str, group: str) -> DeviceAccount:
    return DeviceAccount(name, "secret", group=group)


def test_only_a_new_group_need_be_told(tmp_path: Path) -> None:
    database = tmp_path / "accounts.sqlite3"
    assert write_accounts(database, [account("ann.demo", "demo")], []).groups
    assert not write_accounts(database, [account("ann.demo", "demo"), account("bart.demo", "demo")], []).groups
    assert change_accounts(database, [account("ann.demo-2", "demo-2")]).groups
    assert not change_accounts(database, [account("bob.demo-2", "demo-2")]).groups
    text = (tmp_path / FILE).read_text()
    assert text.count("[belplan-lamps-demo]\n") == text.count("[belplan-lamps-demo-2]\n") == 1
    assert "hint,Stasis:demo-2-${EXTEN}\n" in text


def test_a_telephone_without_a_group_watches_nobody(tmp_path: Path) -> None:
    assert not write_accounts(tmp_path / "accounts.sqlite3", [account("ann.demo", "")], []).groups
    assert not (tmp_path / FILE).exists()


def test_a_group_is_no_place_for_other_lines(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="group"):
        account("ann.demo", "demo]\nexten => _.,1,System(x)")
