"""The app's page, what makes it installable, and where it hands in its address for messages.

Nobody is signed in here: the page holds nothing of anybody, and codes come to it by push.
"""

from __future__ import annotations

from pathlib import Path

from csp.decorators import csp_update
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from belplan.identity import app_links
from belplan.identity.push import keys
from belplan.identity.whereabouts import where
from belplan.panel import built

COLOUR = "#066fd1"  # of the icon
SUBSCRIPTION = ("endpoint", "p256dh", "auth", "name")


@require_GET
@never_cache
@csp_update({"manifest-src": ["'self'"], "worker-src": ["'self'"]})
def home(request: HttpRequest) -> HttpResponse:
    """Links this telephone, then waits for codes and shows them."""
    return render(request, "app/home.html", {"push_key": keys.public(Path(settings.DATA)), "colour": COLOUR})


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What browsers need to install it (W3C Web Application Manifest)."""
    home = reverse("app:home")
    icons = [
        {"src": static(f"built/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    content = {
        "id": home,
        "name": "Belplan",
        "short_name": "Belplan",
        "description": _("Shows the codes with which you sign in."),
        "lang": get_language(),
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": COLOUR,
        "theme_color": COLOUR,
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """From under the app's own address, so that it may serve no other page of the panel; asked for anew each time."""
    file = built.file("service-worker.js")
    if file is None:
        raise Http404
    return HttpResponse(file.read_bytes(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """Take the app's address for messages, for whoever's page showed the code."""
    typed = {name: request.POST.get(name, "") for name in SUBSCRIPTION}
    try:
        app_links.use(request.POST.get("code", ""), typed, where(request), timezone.now())
    except app_links.LinkOver as over:
        return JsonResponse({"problem": str(over)}, status=422)
    except ValidationError as problem:
        return JsonResponse({"problem": " ".join(problem.messages)}, status=422)
    return JsonResponse({})
