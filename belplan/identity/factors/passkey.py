"""A passkey or security key (WebAuthn Level 2). Data: {"id", "public_key", "transports"}, base64url.

Bound to the panel's host name: a page elsewhere that looks like ours gets no signature. Counts as a second factor
only, so the key needs no PIN of its own ("user verification"), but where it has one it is asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

import webauthn
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from belplan.identity.factors.base import Begun, Kind, Where
from belplan.identity.models import Account, Challenge, Factor
from belplan.identity.policy import OWN_CODE_LIFE

NAME = "Belplan"
PATIENCE = int(OWN_CODE_LIFE.total_seconds()) * 1000  # milliseconds that the browser may wait for the key


class Passkey(Kind):
    """`typed`: name (optional). `ask` gives the page its options, to create a key while unconfirmed, to sign after;
    the answer is the credential as JSON (PublicKeyCredential.toJSON())."""

    key: ClassVar[str] = "passkey"
    title: ClassVar[Promise] = gettext_lazy("Passkey or security key")
    advice: ClassVar[Promise] = gettext_lazy("Your fingerprint, face, PIN or a key on your ring; nothing to type over.")
    issued: ClassVar[bool] = False
    guessable: ClassVar[bool] = False

    def begin(self, account: Account, typed: Mapping[str, Any], where: Where) -> Begun:
        return Begun({}, str(typed.get("name", ""))[:100])

    def masked(self, factor: Factor) -> str:
        return factor.name or str(self.title)

    def ask(self, factor: Factor, challenge: Challenge, where: Where) -> dict[str, Any]:
        options: dict[str, Any] = json.loads(
            webauthn.options_to_json(
                _sign(factor, challenge, where) if factor.confirmed else _create(factor, challenge, where)
            )
        )
        return options

    def check(self, factor: Factor, challenge: Challenge, typed: str, where: Where, now: datetime) -> bool:
        """A first answer brings the new key; later ones a signature. A copied key betrays itself by its count."""
        try:
            return (
                _signed(factor, challenge, typed, where)
                if factor.confirmed
                else _created(factor, challenge, typed, where)
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return False


def _host(where: Where) -> str:
    return urlsplit(where.origin).hostname or ""


def _create(factor: Factor, challenge: Challenge, where: Where) -> Any:
    return webauthn.generate_registration_options(
        rp_id=_host(where),
        rp_name=NAME,
        user_name=factor.account.login,
        user_id=str(factor.account_id).encode(),
        challenge=bytes.fromhex(challenge.nonce),
        timeout=PATIENCE,
        exclude_credentials=_keys(factor.account),
    )


def _sign(factor: Factor, challenge: Challenge, where: Where) -> Any:
    return webauthn.generate_authentication_options(
        rp_id=_host(where),
        challenge=bytes.fromhex(challenge.nonce),
        timeout=PATIENCE,
        allow_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(factor.data["id"]))],
    )


def _keys(account: Account) -> list[PublicKeyCredentialDescriptor]:
    """Those that the account has already: one key is not added twice."""
    rows = account.factors.filter(kind=Passkey.key, confirmed__isnull=False)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.data["id"])) for row in rows]


def _created(factor: Factor, challenge: Challenge, typed: str, where: Where) -> bool:
    made = webauthn.verify_registration_response(
        credential=typed,
        expected_challenge=bytes.fromhex(challenge.nonce),
        expected_rp_id=_host(where),
        expected_origin=where.origin,
    )
    data = {"id": bytes_to_base64url(made.credential_id), "public_key": bytes_to_base64url(made.credential_public_key)}
    Factor.objects.filter(pk=factor.pk).update(data=data, last_step=made.sign_count)
    return True


def _signed(factor: Factor, challenge: Challenge, typed: str, where: Where) -> bool:
    if json.loads(typed)["id"] != factor.data["id"]:
        return False
    proof = webauthn.verify_authentication_response(
        credential=typed,
        expected_challenge=bytes.fromhex(challenge.nonce),
        expected_rp_id=_host(where),
        expected_origin=where.origin,
        credential_public_key=base64url_to_bytes(factor.data["public_key"]),
        credential_current_sign_count=factor.last_step,
    )
    Factor.objects.filter(pk=factor.pk).update(last_step=proof.new_sign_count)
    return True
