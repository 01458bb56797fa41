"""Hands one e-mail over: to a mail server over SMTP (RFC 5321), or into a folder where none is set."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from belplan.messaging.models import OutgoingMail

TIMEOUT = 20.0  # seconds, for each answer of the server
PORTS = {"smtp": 25, "smtps": 465}
SENDER = "belplan@localhost"
# What the standard library says of an address that is none: some it cannot even take apart.
NO_ADDRESS = (ValueError, IndexError, AttributeError, MessageError)

Post = Callable[[EmailMessage], None]


class PostFailed(Exception):
    """The e-mail was not taken; trying again may help."""


class PostRefused(Exception):
    """The e-mail was refused for good."""


class WrongMailServer(Exception):
    """BELPLAN_SMTP_URL cannot be used; the message says the mend."""


@dataclass(frozen=True)
class Server:
    """A mail server. `secure`: TLS from the first byte; else STARTTLS where the server offers it (RFC 3207)."""

    host: str
    port: int
    secure: bool
    user: str
    password: str
    sender: str


def server(url: str) -> Server:
    """Read smtp://user:password@host:port?from=address (or smtps://). Raises WrongMailServer."""
    parts = urlsplit(url)
    try:
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError):
        port = 0
    if not port or not parts.hostname:
        raise WrongMailServer("BELPLAN_SMTP_URL is no mail server: write it as smtp://user:password@host:port.")
    user = unquote(parts.username or "")
    return Server(
        parts.hostname, port, parts.scheme == "smtps", user, unquote(parts.password or ""), _sender(parts, user)
    )


def _sender(parts: SplitResult, user: str) -> str:
    sender = parse_qs(parts.query).get("from", [user if "@" in user else SENDER])[0]
    try:
        return Address(addr_spec=sender).addr_spec
    except NO_ADDRESS as error:
        raise WrongMailServer(
            "The address after from= in BELPLAN_SMTP_URL is none: write it as name@domain."
        ) from error


def message(mail: OutgoingMail, sender: str) -> EmailMessage:
    """The e-mail as it travels. Its Message-ID is always the same, so that a second copy can be recognised.

    Raises PostRefused for an address that is none, or a line break that would add headers.
    """
    built = EmailMessage(policy=SMTP)
    try:
        built["To"] = Address(addr_spec=mail.to)
        built["From"] = Address(mail.company.name, addr_spec=sender)
        built["Subject"] = mail.subject
    except NO_ADDRESS as error:
        raise PostRefused(f"The address or the subject cannot be used ({error}): correct the call plan.") from error
    built["Date"] = format_datetime(mail.made)
    built["Message-ID"] = f"<{mail.call}.{mail.seq}@{sender.rpartition('@')[2]}>"
    built["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    built["Content-Language"] = mail.language
    built.set_content(mail.text)
    built.add_alternative(mail.html, subtype="html")
    return built


def by_smtp(to: Server) -> Post:
    """A post that uses this mail server. Its calls raise PostFailed or PostRefused."""

    def post(letter: EmailMessage) -> None:
        with _problems(), _connected(to) as connection:
            connection.send_message(letter)

    return post


def into_folder(folder: Path) -> Post:
    """A post that writes each e-mail into a folder as a file .eml. Its calls raise PostFailed."""

    def post(letter: EmailMessage) -> None:
        name = "".join(c if c.isalnum() or c in "-." else "_" for c in letter["Message-ID"].strip("<>"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            beside = folder / f".{name}.new"
            beside.write_bytes(letter.as_bytes())
            beside.replace(folder / f"{name}.eml")
        except OSError as error:
            raise PostFailed(f"The folder for e-mails cannot be written ({error.strerror}).") from error

    return post


@contextlib.contextmanager
def _connected(to: Server) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    kind = smtplib.SMTP_SSL(to.host, to.port, timeout=TIMEOUT, context=context) if to.secure else None
    with kind or smtplib.SMTP(to.host, to.port, timeout=TIMEOUT) as connection:
        connection.ehlo()
        if not to.secure and connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
        if to.user:
            connection.login(to.user, to.password)
        yield connection


@contextlib.contextmanager
def _problems() -> Iterator[None]:
    """Say what went wrong in our own two words: failed, or refused for good."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise _answered(code, answer) from error
    except smtplib.SMTPDataError as error:
        raise _answered(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise PostRefused(f"The mail server cannot take this e-mail ({error}).") from error
    except smtplib.SMTPResponseException as error:
        raise PostFailed(_said(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise PostFailed(f"The mail server cannot be reached ({error}).") from error


def _answered(code: int, answer: bytes | str) -> PostFailed | PostRefused:
    kind = PostRefused if code >= 500 else PostFailed
    return kind(_said(code, answer))


def _said(code: int, answer: bytes | str) -> str:
    said = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return f"The mail server answered {code}: {' '.join(said.split())}"
