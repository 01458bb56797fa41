"""Makes everything that must be there before the exchange can start; what is there already costs milliseconds."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from belplan.identity.push import keys as push_keys
from belplan.run import catalogues, django_ready, frontend, switch_setup
from belplan.run.environment import Environment
from belplan.speech.prompts import make_prompts
from belplan.switch.asterisk.config import SwitchConfig
from belplan.switch.asterisk.errors import SetupError

Say = Callable[[str], None]


def set_up(here: Environment, say: Say) -> SwitchConfig:
    """Fetch, build, migrate and configure. Raises SetupError, SpeechError, PublishError and OSError."""
    _require_mail_server(here)
    fetch_and_build(here, say)
    config = switch_setup.configure(here)
    command, env = switch_setup.speech_command(here)
    _timed("Spoken prompts", lambda: make_prompts(here.sounds / "prompts", command, env), say)
    push_keys.ensure(here.data)
    with _database_problems(here):
        _timed("Database", _migrate, say)
        _timed("Demo company", lambda: _demo(here), say)
        _timed("Companies", _write_snapshots, say)
    return config


def fetch_and_build(here: Environment, say: Say) -> None:
    """What a clone and its machine need, whatever the data: front end, catalogues, Asterisk. Raises SetupError."""
    with ThreadPoolExecutor(1) as beside:  # the network serves one while the processor serves the other
        front_end = beside.submit(frontend.build, say)
        _timed("Telephone switch", lambda: switch_setup.installation(here, say), say)
        front_end.result()
    catalogues.compile()


def _timed(what: str, work: Callable[[], object], say: Say) -> None:
    began = time.monotonic()
    work()
    say(f"{what}: ready ({time.monotonic() - began:.1f} s)")


def require_data_folder(here: Environment) -> None:
    """Make it and see that it can be written. Raises SetupError."""
    try:
        here.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = here.data / "writable"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as problem:
        raise SetupError(
            f"The data folder {here.data} cannot be written ({problem.strerror}): make it yours, free some disk space, "
            "or set BELPLAN_DATA to another folder, then start again."
        ) from problem


def _require_mail_server(here: Environment) -> None:
    django_ready.ready()
    from belplan.messaging.post import WrongMailServer, server

    try:
        if here.smtp_url:
            server(here.smtp_url)
    except WrongMailServer as problem:
        raise SetupError(str(problem)) from problem


@contextmanager
def _database_problems(here: Environment) -> Iterator[None]:
    django_ready.ready()
    from django.db import OperationalError

    try:
        yield
    except OperationalError as problem:
        reason = str(problem).strip().partition("\n")[0]
        mend = "see that it runs and that DATABASE_URL is right"
        if "full" in reason or "space" in reason:
            mend = f"free some disk space for it, such as where {here.data} lies"
        elif "readonly" in reason:
            mend = f"make the files in {here.data} yours"
        raise SetupError(f"The database cannot be used ({reason}): {mend}, then start again.") from problem


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _demo(here: Environment) -> None:
    from belplan.exchange.models import Person
    from belplan.identity.accounts import demo_sign_ins
    from belplan.run.demo import company

    logging.getLogger("belplan").setLevel(logging.WARNING)  # the engine is away, which is as it should be
    demo = company.create()
    demo_sign_ins(demo, list(Person.objects.for_company(demo).filter(key="ann")), here.data)


def _write_snapshots() -> None:
    """What the engine reads is made anew: a machine that died in the middle of a change may have left half of it."""
    from belplan.publishing import hold_music
    from belplan.publishing.accounts import write_switch_accounts
    from belplan.publishing.snapshots import write_snapshot
    from belplan.tenancy.models import Company

    for company in Company.objects.order_by("key"):
        write_snapshot(company)
    write_switch_accounts()
    hold_music.write_all()
