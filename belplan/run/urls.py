"""All addresses of the web process, and its pages for what went wrong."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("provision/", include("belplan.provisioning.urls")),
    path("", include("belplan.panel.urls")),
]

handler400 = "belplan.panel.errors.bad_request"
handler403 = "belplan.panel.errors.forbidden"
handler404 = "belplan.panel.errors.not_found"
handler500 = "belplan.panel.errors.server_error"
