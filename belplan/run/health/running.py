"""What runs: the parts, the ports they hold, and whether each answers. An exchange that is down is not wrong."""

from __future__ import annotations

import asyncio
import smtplib

from belplan.engine import door
from belplan.run import django_ready, ports
from belplan.run.health.check import NOT_RUNNING, Machine, Wrong
from belplan.run.parts import web_answers
from belplan.run.switch_setup import switch_config
from belplan.switch.asterisk import launch
from belplan.switch.asterisk.errors import SetupError
from belplan.switch.port import TrunkStanding, TrunkState

SECONDS = 3.0  # for an answer


def exchange(machine: Machine) -> str:
    """Every part that was started runs."""
    if machine.state is None:
        return "does not run; `scripts/up` starts it"
    if not machine.state.ready:
        return "is starting; ask again in a moment"
    down = [name for name, part in machine.state.parts.items() if part.state != "running"]
    if down:
        logs = machine.here.data / "log"
        raise Wrong(f"{', '.join(down)} crashed and is being started again: the reason stands in {logs / down[0]}.log.")
    return f"runs at {machine.state.url}"


def free_ports(machine: Machine) -> str:
    """Ours while the exchange runs, free while it does not."""
    wanted = ports.ports(machine.here)
    if machine.state is not None:
        return "held by the exchange"
    for port in wanted:
        if problem := ports.why_not(port, machine.here):
            raise Wrong(problem)
    return "free: " + ", ".join(sorted({str(port.number) for port in wanted}, key=int))


def panel(machine: Machine) -> str:
    """Answers a browser."""
    if not machine.running:
        return NOT_RUNNING
    if not asyncio.run(web_answers(machine.here)):
        log = machine.here.data / "log" / "web.log"
        raise Wrong(f"The panel does not answer at {machine.here.url}: the reason stands at the end of {log}.")
    return "answers"


def engine(machine: Machine) -> str:
    """Answers at its door."""
    if not machine.running:
        return NOT_RUNNING
    try:
        reply = door.ask(machine.here.door, door.Status())
    except door.EngineAway as problem:
        log = machine.here.data / "log" / "engine.log"
        raise Wrong(f"The engine does not answer: the reason stands at the end of {log}.") from problem
    if reply.problem:
        raise Wrong(f"The engine is not well: {reply.problem}.")
    return f"answers: {reply.companies} companies, {reply.calls} calls"


def switch(machine: Machine) -> str:
    """Asterisk answers on its control interface, with our password."""
    if not machine.running:
        return NOT_RUNNING
    try:
        asyncio.run(launch.wait_ready(switch_config(machine.here), SECONDS))
    except SetupError as problem:
        raise Wrong(str(problem)) from problem
    return "answers with our password"


def trunks(machine: Machine) -> str:
    """Are registered with their carriers, where they register."""
    if not machine.running:
        return NOT_RUNNING
    django_ready.ready()
    from belplan.exchange.models import Trunk

    rows = list(Trunk.everywhere.select_related("company").order_by("company__key", "key"))
    found = {key: _standing(machine, key) for key in {row.company.key for row in rows}}
    told = ((row, _failing(found[row.company.key].get(row.key))) for row in rows)
    if wrong := [f"the trunk {row.name} of {row.company.name} {said}" for row, said in told if said]:
        named = "; ".join(wrong)
        mend = "Compare the server, the user name and the password with the carrier's, on the trunk's page"
        raise Wrong(f"{named[0].upper()}{named[1:]}. {mend}.")
    return f"{len(rows)}, none refused" if rows else "there are none"


def _standing(machine: Machine, company: str) -> dict[str, TrunkStanding]:
    try:
        return door.ask(machine.here.door, door.AskTrunks(company)).trunks
    except door.EngineAway:
        return {}  # told by the check of the engine


def _failing(standing: TrunkStanding | None) -> str:
    """What is wrong with it; empty where nothing is, or it is not known."""
    if standing and standing.state == TrunkState.REFUSED:
        return f"is refused by the carrier ({standing.status or 'no reason given'})"
    if standing and standing.state == TrunkState.NO_ANSWER:
        return "is not registered: the carrier's server does not answer"
    return ""


def mail_server(machine: Machine) -> str:
    """Can be reached, where one is set."""
    if not machine.here.smtp_url:
        return f"none is set: e-mails are written to {machine.here.data / 'mail'}"
    django_ready.ready()
    from belplan.messaging.post import WrongMailServer, server

    try:
        to = server(machine.here.smtp_url)
        kind = smtplib.SMTP_SSL if to.secure else smtplib.SMTP
        with kind(to.host, to.port, timeout=SECONDS) as connection:
            connection.noop()
    except WrongMailServer as problem:
        raise Wrong(str(problem)) from problem
    except (OSError, smtplib.SMTPException) as problem:
        raise Wrong(
            f"The mail server {to.host}:{to.port} does not answer ({problem}): correct BELPLAN_SMTP_URL or see that it "
            "runs; e-mails wait meanwhile."
        ) from problem
    return f"{to.host}:{to.port} answers"
