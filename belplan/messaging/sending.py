"""Sends the e-mails that wait, one by one, and tries again later, ever more seldom, when that fails."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from belplan.messaging.models import OutgoingMail, State
from belplan.messaging.post import Post, PostFailed, PostRefused, message

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
PATIENCE = timedelta(days=3)  # then an e-mail is given up
CLAIM = timedelta(minutes=3)  # longer than a server may take; a worker that died meanwhile holds it up no longer


def send_next(post: Post, sender: str, now: datetime) -> bool:
    """Try the e-mail that has waited longest; False when none is due. Raises django.db.Error.

    An e-mail whose sending could not be noted (the database went away) is sent once more, with the same Message-ID.
    """
    mail = _claim(now)
    if mail is None:
        return False
    try:
        post(message(mail, sender))
    except PostRefused as problem:
        _give_up(mail, str(problem))
    except PostFailed as problem:
        _put_off(mail, str(problem), now)
    else:
        mail.state, mail.sent, mail.problem = State.SENT, now, ""
    mail.save(update_fields=["state", "sent", "problem", "next_try"])
    return True


def _claim(now: datetime) -> OutgoingMail | None:
    """Take the next e-mail so that no other worker takes it too."""
    due = OutgoingMail.everywhere.filter(state=State.WAITING, next_try__lte=now)
    mail = due.select_related("company").order_by("next_try", "id").first()
    if mail is None:
        return None
    mine = OutgoingMail.everywhere.filter(pk=mail.pk, state=State.WAITING, next_try=mail.next_try)
    if not mine.update(next_try=now + CLAIM, tries=mail.tries + 1):
        return _claim(now)
    mail.tries += 1
    return mail


def _put_off(mail: OutgoingMail, problem: str, now: datetime) -> None:
    if now - mail.made > PATIENCE:
        _give_up(mail, problem)
        return
    mail.next_try = now + min(FIRST_WAIT * 2 ** min(mail.tries - 1, 20), LONGEST_WAIT)
    mail.problem = problem[:300]
    log.warning("E-mail %s was not sent and is tried again at %s: %s", mail.pk, mail.next_try, _loggable(problem))


def _give_up(mail: OutgoingMail, problem: str) -> None:
    mail.state, mail.problem = State.GIVEN_UP, problem[:300]
    log.error("E-mail %s is given up: %s", mail.pk, _loggable(problem))


def _loggable(problem: str) -> str:
    # Behind the colon stand a server's own words, often with the address in them.
    return problem.partition(": ")[0]
