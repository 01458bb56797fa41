"""Addresses of the app; all that its service worker may see lies under them."""

from __future__ import annotations

from django.urls import path

from belplan.panel.app import views

app_name = "app"
urlpatterns = [
    path("", views.home, name="home"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("link/", views.link, name="link"),
]
