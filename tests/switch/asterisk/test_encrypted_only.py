"""A telephone that is kept to encryption makes no call without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from belplan.run.demo.telephone import SipAccount, Telephone
from belplan.switch.accounts import DeviceAccount
from tests.phones.asterisk import HOST, configuration, running_asterisk

pytestmark = pytest.mark.phones


async def test_a_call_without_encryption_is_refused(tmp_path: Path) -> None:
    with running_asterisk(configuration(tmp_path)) as asterisk:
        asterisk.accounts([DeviceAccount("ann.demo", "s", srtp=True, srtp_only=True)])
        account = SipAccount(user="ann.demo", secret="s", server=f"{HOST}:{asterisk.config.sip_port}")
        async with Telephone.start(name="ann", folder=tmp_path, account=account) as telephone:
            await telephone.registered()
            call = await telephone.dial("202")
            assert (await call.ended()).code == 488  # RFC 3261 section 21.4.26
