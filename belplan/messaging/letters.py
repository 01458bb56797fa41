"""E-mails that no call asked for: written into the journal, sent from there like all others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from uuid import uuid4

from belplan.messaging.models import OutgoingMail
from belplan.tenancy.models import Company


def write(
    company: Company, *, to: str, subject: str, lines: Sequence[str], language: str, now: datetime, once: str = ""
) -> None:
    """Write an e-mail of a few paragraphs; a paragraph that is an address of a page becomes a link. It belongs to the
    transaction under way: when that is undone, so is the e-mail. One that says by `once` (at most 100 characters)
    which it is, is written only the first time."""
    mail = OutgoingMail(
        company=company,
        call=once or f"letter-{uuid4()}",
        seq=0,
        to=to,
        subject=subject,
        text="\n\n".join(lines) + "\n",
        html=_html(lines, language),
        language=language,
        made=now,
        next_try=now,
    )
    OutgoingMail.everywhere.bulk_create([mail], ignore_conflicts=bool(once))


def is_written(once: str) -> bool:
    """Whether this e-mail was written already."""
    return OutgoingMail.everywhere.filter(call=once, seq=0).exists()


def _html(lines: Sequence[str], language: str) -> str:
    paragraphs = "".join(f"<p>{_paragraph(line)}</p>\n" for line in lines)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8"></head>\n'
        f'<body style="font-family:sans-serif">\n{paragraphs}</body></html>\n'
    )


def _paragraph(line: str) -> str:
    text = escape(line)
    return f'<a href="{text}">{text}</a>' if line.startswith(("https://", "http://")) else text
