"""Addresses of the choices in the profile menu."""

from __future__ import annotations

from django.urls import path

from belplan.panel.preferences import views

app_name = "preferences"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
]
