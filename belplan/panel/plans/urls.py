"""Addresses of the call plans."""

from __future__ import annotations

from django.urls import include, path

from belplan.panel.plans import diverting, history, publishing, views

app_name = "plans"
urlpatterns = [
    path("", views.overview, name="list"),
    path("", include("belplan.panel.editor.urls")),
    path("<slug:key>/", views.plan, name="plan"),
    path("<slug:key>/divert/", diverting.divert, name="divert"),
    path("<slug:key>/publish/", publishing.publish, name="publish"),
    path("<slug:key>/publish/cancel/", publishing.cancel, name="cancel_planned"),
    path("<slug:key>/history/", history.versions, name="history"),
    path("<slug:key>/history/<int:version>/", history.version, name="version"),
    path("<slug:key>/history/<int:version>/back/", history.back, name="back"),
]
