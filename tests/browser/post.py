"""Brings codes to a file instead of a telephone: read out after a second, not answered, or not placed at all."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from belplan.identity import challenges
from belplan.identity.factors.base import Delivery, DeliveryFailed

RINGS = 1.0  # seconds until a code was read out
NOBODY = "32475000001"  # does not answer
NO_LINE = "32475000002"  # cannot be called


def deliver(delivery: Delivery) -> None:
    """The code goes to the file of codes, the latest last."""
    number = delivery.data.get("number", "")
    if number == NO_LINE:
        raise DeliveryFailed("Bellen lukt nu niet. Kies een andere methode.")
    with Path(settings.DATA, "codes").open("a") as file:
        file.write(json.dumps({"number": number, "code": delivery.code}) + "\n")
    threading.Timer(RINGS, _tell, [delivery.challenge, number]).start()


def _tell(challenge: str, number: str) -> None:
    try:
        if number == NOBODY:
            challenges.not_delivered(challenge, "Er nam niemand op. Vraag een nieuwe code, of kies een andere methode.")
        else:
            challenges.delivered(challenge, timezone.now())
    finally:
        connection.close()
