"""A deliverer that keeps what it is handed, and fails when told to."""

from __future__ import annotations

from belplan.identity.factors.base import Delivery, DeliveryFailed

handed: list[Delivery] = []
broken: list[str] = []  # what it says while it is broken


def remember(delivery: Delivery) -> None:
    if broken:
        raise DeliveryFailed(broken[0])
    handed.append(delivery)
