"""Addresses of the call plans."""

from __future__ import annotations

from django.urls import include, path

from belplan.panel.plans import diverting, views

app_name = "plans"
urlpatterns = [
    path("", views.overview, name="list"),
    path("", include("belplan.panel.editor.urls")),
    path("<slug:key>/", views.plan, name="plan"),
    path("<slug:key>/divert/", diverting.divert, name="divert"),
]
