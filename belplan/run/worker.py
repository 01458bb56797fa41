"""The worker's process: what calls stated becomes records and e-mails, however long the database was away."""

from __future__ import annotations

import logging
import os
import signal
import sys
from queue import SimpleQueue

from belplan.run import django_ready
from belplan.run.environment import OTHERS, read

log = logging.getLogger(__name__)


def main() -> int:
    """Run until SIGTERM or SIGINT; 1 where the mail server's address cannot be used."""
    os.umask(OTHERS)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    told: SimpleQueue[int] = SimpleQueue()  # a signal may come at any moment: its lock is the one that allows that
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, _: told.put(number))
    django_ready.ready()
    from belplan.messaging.post import WrongMailServer
    from belplan.run.worker_rounds import run

    try:
        run(read(), told.get)
    except WrongMailServer as problem:
        log.error("%s", problem)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
