"""What `belplan up` says when everything runs: the panel, the demo sign-ins, and accounts for a telephone."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from belplan.run import django_ready
from belplan.run.environment import Environment


def text(here: Environment) -> str:
    """Raises nothing that a running exchange would not."""
    return "\n".join(
        [
            "",
            f"Belplan is ready: {here.url}",
            "",
            "Sign in as",
            *_sign_ins(here),
            "",
            f"Telephones (SIP server {here.host}:{here.sip_port}, UDP or TCP; TLS on {here.tls_port})",
            *_telephones(),
            "",
            f"Try a call: {_command()} demo call   What would happen: {_command()} simulate --help",
            f"End it: Ctrl-C, or {_command()} down",
        ]
    )


def _command() -> str:
    """How people start our command from where they are."""
    ours = Path(sys.prefix, "bin", "belplan")
    found = shutil.which("belplan")
    if found and Path(found).samefile(ours):
        return "belplan"
    return os.path.relpath(ours) if ours.is_relative_to(Path.cwd()) else str(ours)


def _sign_ins(here: Environment) -> list[str]:
    kept = json.loads((here.data / "demo-sign-ins.json").read_text())
    return [f"  {entry['login']:18} {entry['password']:28} {entry['role']}" for entry in kept]


def _telephones() -> list[str]:
    django_ready.ready()
    from belplan.exchange.models import Device
    from belplan.run.demo.company import KEY
    from belplan.tenancy.models import Company

    company = Company.objects.get(key=KEY)
    devices = Device.objects.for_company(company).select_related("person").order_by("key")
    return [f"  {d.account:18} {d.secret}  {d.name} ({d.person.extension if d.person else 'nobody'})" for d in devices]
