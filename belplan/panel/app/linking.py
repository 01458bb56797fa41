"""What a page shows so that a telephone can be linked: a QR code, and the same to be typed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from belplan.identity import app_links
from belplan.identity.models import Attempt
from belplan.panel.factors.qr import qr


@dataclass(frozen=True)
class Shown:
    """For the template app/link.html. The code stands behind the # of `url`: browsers never send that to anyone."""

    home: str  # the app's address, to be typed
    url: str
    code: str
    qr: SafeString


def shown(request: HttpRequest, attempt: Attempt, now: datetime) -> Shown:
    """A new link for this attempt. Raises attempts.NotProved."""
    code = app_links.make(attempt, now)
    origin = settings.ENVIRONMENT.public_url or f"{request.scheme}://{request.get_host()}"
    home = f"{origin}{reverse('app:home')}"
    return Shown(home, f"{home}#{code}", code, qr(f"{home}#{code}"))
