"""From the wish for an e-mail to a real mail server: made once, sent once, tried again, given up in the open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from itertools import pairwise
from pathlib import Path

import pytest

from belplan.messaging import sending
from belplan.messaging.models import OutgoingMail, State
from belplan.messaging.post import Post, WrongMailServer, by_smtp, into_folder, server
from belplan.messaging.promises import promise
from belplan.messaging.sending import send_next
from belplan.tenancy.models import Company
from tests.companies import make_company
from tests.messaging.conftest import MailServer
from tests.records.example_facts import after_hours, talked

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def company() -> Company:
    return make_company("demo", language="nl")


class Clock:
    """The time; it stands still until it is moved."""

    at = NOON

    def pass_by(self, time: timedelta) -> None:
        self.at += time


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch, company: Company) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.at)
    return clock


@pytest.fixture
def post(mail_server: MailServer) -> Post:
    return by_smtp(server(mail_server.url))


def send_all(post: Post, now: datetime) -> int:
    tries = 0
    while send_next(post, "exchange@belplan.example", now):
        tries += 1
    return tries


def only_mail(company: Company) -> OutgoingMail:
    return OutgoingMail.objects.for_company(company).get()


def promised(company: Company) -> OutgoingMail:
    promise(after_hours().facts)
    return only_mail(company)


def test_a_missed_call_reaches_the_mail_server(
    company: Company, now: Clock, post: Post, mail_server: MailServer
) -> None:
    promise(after_hours().facts)
    assert send_all(post, now.at) == 1
    (mail,) = mail_server.received
    assert mail_server.envelopes == [["info@demo.example"]]
    assert mail["Subject"] == "Gemiste oproep van Jan Peeters (0475 11 22 33)"
    assert mail["From"] == "Demo bv <exchange@belplan.example>"
    assert mail["Message-ID"] == "<node1-late.5@belplan.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text
    assert html
    assert "Je hebt op 24 november 2026 om 10:00 een oproep gemist" in text.get_content()
    assert "<td>02 580 50 00</td>" in html.get_content()
    row = only_mail(company)
    assert (row.state, row.sent, row.problem, row.tries) == (State.SENT, now.at, "", 1)


def test_facts_read_twice_make_one_mail(company: Company, now: Clock, post: Post, mail_server: MailServer) -> None:
    promise(after_hours().facts)
    promise(after_hours().facts)
    assert send_all(post, now.at) == 1
    promise(after_hours().facts)
    assert send_all(post, now.at) == 0
    assert len(mail_server.received) == 1


def test_calls_without_an_email_step_mail_nobody(company: Company) -> None:
    promise(talked().facts)
    promise(after_hours(company="nobody").facts)
    assert not OutgoingMail.objects.for_company(company).exists()


def test_a_server_that_was_away_gets_it_later_once(
    company: Company, now: Clock, post: Post, mail_server: MailServer
) -> None:
    mail_server.stop()
    promise(after_hours().facts)
    assert send_all(post, now.at) == 1
    row = only_mail(company)
    assert (row.state, row.next_try) == (State.WAITING, NOON + timedelta(seconds=15))
    assert "cannot be reached" in row.problem
    mail_server.start()
    assert send_all(post, now.at) == 0
    now.pass_by(timedelta(seconds=15))
    assert send_all(post, now.at) == 1
    assert send_all(post, now.at + timedelta(days=1)) == 0
    assert len(mail_server.received) == 1


def test_tries_grow_rarer_and_end_after_three_days(company: Company, now: Clock) -> None:
    promised(company)
    refused = by_smtp(server("smtp://127.0.0.1:1"))
    waits = []
    while (row := only_mail(company)).state == State.WAITING:
        now.pass_by(row.next_try - now.at)
        waits.append(row.next_try)
        assert send_next(refused, "a@b.example", now.at)
    pauses = [after - before for before, after in pairwise(waits)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=15)
    assert pauses[-1] == timedelta(hours=1)
    assert timedelta(days=3) < now.at - NOON < timedelta(days=3, hours=2)
    assert only_mail(company).state == State.GIVEN_UP
    assert "cannot be reached" in only_mail(company).problem


@pytest.mark.parametrize(
    ("answer", "state"),
    [("550 5.1.1 No such mailbox", State.GIVEN_UP), ("451 4.7.1 Greylisted, come back", State.WAITING)],
)
def test_what_the_server_says_decides(
    company: Company, now: Clock, post: Post, mail_server: MailServer, answer: str, state: State
) -> None:
    promised(company)
    mail_server.refuses = answer
    send_all(post, now.at)
    row = only_mail(company)
    assert (row.state, row.problem) == (state, f"The mail server answered {answer[:3]}: {answer[4:]}")


def test_after_a_lost_answer_the_copy_can_be_recognised(
    company: Company, now: Clock, post: Post, mail_server: MailServer
) -> None:
    promised(company)
    mail_server.answers = ["421 4.3.0 Going down"]  # it has the e-mail, but we do not know
    send_all(post, now.at)
    assert send_all(post, now.at + timedelta(minutes=1)) == 1
    first, second = mail_server.received
    assert first["Message-ID"] == second["Message-ID"]


def test_a_worker_that_died_while_sending_holds_it_up_for_minutes_only(
    company: Company, now: Clock, post: Post, mail_server: MailServer
) -> None:
    promised(company)
    assert sending._claim(now.at)  # and then it dies
    assert send_all(post, now.at + timedelta(minutes=2)) == 0
    assert send_all(post, now.at + timedelta(minutes=4)) == 1
    assert len(mail_server.received) == 1


def test_two_workers_do_not_take_the_same_mail(
    company: Company, now: Clock, post: Post, mail_server: MailServer
) -> None:
    promised(company)

    def meanwhile(message: object) -> None:
        assert not send_next(post, "a@b.example", now.at)

    assert send_next(meanwhile, "a@b.example", now.at)
    assert mail_server.received == []


@pytest.mark.parametrize(
    "caller_name", ["Jan\r\nBcc: everybody@demo.example", "Jan\n\nHello", "Jan\0", "\u2028Bcc: a@b.example"]
)
def test_a_name_cannot_add_headers(
    company: Company, now: Clock, post: Post, mail_server: MailServer, caller_name: str
) -> None:
    promise(after_hours(name=caller_name).facts)
    send_all(post, now.at)
    (mail,) = mail_server.received
    assert mail["Bcc"] is None
    assert mail_server.envelopes == [["info@demo.example"]]
    assert mail["Subject"].startswith("Gemiste oproep van ")


@pytest.mark.parametrize(
    "address",
    [
        *("a@b.example, c@d.example", "nobody", "a@b\r\nBcc: c@d.example", "", '"a b"@c <d@e>'),
        *("info@demo.example.", "(info@demo.example", "info@[demo.example"),
    ],
)
def test_an_address_that_is_none_is_given_up_in_the_open(
    company: Company, now: Clock, post: Post, mail_server: MailServer, address: str
) -> None:
    promised(company)
    OutgoingMail.objects.for_company(company).update(to=address)
    send_all(post, now.at)
    assert only_mail(company).state == State.GIVEN_UP
    assert "correct the call plan" in only_mail(company).problem
    assert mail_server.received == []


def test_a_log_names_nobody(
    company: Company, now: Clock, post: Post, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    promised(company)
    mail_server.refuses = "550 5.1.1 <info@demo.example> is unknown"
    send_all(post, now.at)
    assert "answered 550" in caplog.text
    assert "info@demo.example" not in caplog.text
    assert "475" not in caplog.text


def test_without_a_mail_server_mails_are_written_into_a_folder(company: Company, now: Clock, tmp_path: Path) -> None:
    promised(company)
    send_all(into_folder(tmp_path / "mail"), now.at)
    (path,) = (tmp_path / "mail").iterdir()
    assert path.name == "node1-late.5_belplan.example.eml"
    assert message_from_bytes(path.read_bytes())["To"] == "info@demo.example"
    assert only_mail(company).state == State.SENT


@pytest.mark.parametrize(
    ("url", "host", "port", "secure", "user", "sender"),
    [
        ("smtp://mail.example", "mail.example", 25, False, "", "belplan@localhost"),
        ("smtps://mail.example", "mail.example", 465, True, "", "belplan@localhost"),
        ("smtp://a%40b.example:p%40ss@mail.example:587", "mail.example", 587, False, "a@b.example", "a@b.example"),
        ("smtp://ann:pw@[::1]:2525?from=no-reply@b.example", "::1", 2525, False, "ann", "no-reply@b.example"),
    ],
)
def test_the_address_of_a_mail_server(url: str, host: str, port: int, secure: bool, user: str, sender: str) -> None:
    read = server(url)
    assert (read.host, read.port, read.secure, read.user, read.sender) == (host, port, secure, user, sender)


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://a:99999", "smtp://a?from=b"])
def test_a_wrong_address_of_a_mail_server_is_said_with_the_mend(url: str) -> None:
    with pytest.raises(WrongMailServer, match="BELPLAN_SMTP_URL"):
        server(url)
