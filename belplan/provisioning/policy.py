"""Every number of the security policy for provisioning; no other file holds one."""

from __future__ import annotations

from datetime import timedelta

TOKEN_BYTES = 16
OPEN = timedelta(hours=24)  # how long the secret goes out after provisioning was (re)enabled
MISSES = 10  # from one address (IPv6: one /64), within ...
MISSES_WITHIN = timedelta(hours=1)
BAN = timedelta(hours=1)  # from the last of them
FORGET = timedelta(days=1)  # after which misses are swept away
