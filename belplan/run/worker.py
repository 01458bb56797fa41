"""The worker's process: what calls stated becomes records and e-mails, however long the database was away."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading

from belplan.run import django_ready
from belplan.run.environment import OTHERS, read

log = logging.getLogger(__name__)


def main() -> int:
    """Run until SIGTERM or SIGINT; 1 where the mail server's address cannot be used."""
    os.umask(OTHERS)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    django_ready.ready()
    from belplan.messaging.post import WrongMailServer
    from belplan.run.worker_rounds import run

    try:
        run(read(), stop)
    except WrongMailServer as problem:
        log.error("%s", problem)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
