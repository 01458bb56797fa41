"""Serves photos to whoever is of the company."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from belplan.exchange import photos
from belplan.identity.access import access_colleague

KEPT = "private, max-age=31536000, immutable"  # by the browser alone: it is somebody's face


@require_safe
def photo(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Somebody's photo, by the name that it has now."""
    person = access_colleague(request, pk)
    content = photos.read(person.company, person.photo) if name == person.photo else None
    if content is None:
        raise Http404
    return HttpResponse(content, photos.TYPE, headers={"Cache-Control": KEPT})
