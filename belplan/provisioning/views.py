"""The one address under which telephones fetch their files.

It is served by the web process; TLS is the proxy's in front of it (BELPLAN_URL then begins with https:). Telephones
check that proxy's certificate against the authorities that their makers trust.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from belplan.identity.whereabouts import where
from belplan.provisioning.fetching import Answer, fetch


@csrf_exempt  # telephones have no cookies; nothing is changed by a request but by a telephone that may
def file(request: HttpRequest, rest: str) -> HttpResponseBase:
    """The file, or the one answer to everything else."""
    return answer(request, rest, timezone.now())


def answer(request: HttpRequest, rest: str, now: datetime) -> HttpResponseBase:
    """As `file`, at `now`."""
    token, _, path = rest.partition("/")
    found = fetch(token, path, where(request), now, readable=request.method in ("GET", "HEAD"))
    if found is None:
        return HttpResponseNotFound("Not found\n", content_type="text/plain; charset=utf-8")
    return _response(request, found)


def _response(request: HttpRequest, found: Answer) -> HttpResponseBase:
    """The file, or 304 where the telephone has it already (RFC 9110 section 13)."""
    response = HttpResponse(found.text, content_type=found.content_type)
    changed = int(found.changed.timestamp())
    response.headers["ETag"] = found.etag
    response.headers["Last-Modified"] = http_date(changed)
    response.headers["Cache-Control"] = "private, no-cache"
    return cast(
        HttpResponseBase,
        get_conditional_response(request, etag=found.etag, last_modified=changed, response=response),
    )
