"""Addresses of the call plans."""

from __future__ import annotations

from django.urls import include, path

from belplan.panel.plans import diverting, history, publishing, views
from belplan.panel.plans.trying import scenarios
from belplan.panel.plans.trying import views as trying

app_name = "plans"
urlpatterns = [
    path("", views.overview, name="list"),
    path("", include("belplan.panel.editor.urls")),
    path("", include("belplan.panel.from_freepbx.urls")),
    path("<slug:key>/", views.plan, name="plan"),
    path("<slug:key>/divert/", diverting.divert, name="divert"),
    path("<slug:key>/publish/", publishing.publish, name="publish"),
    path("<slug:key>/publish/cancel/", publishing.cancel, name="cancel_planned"),
    path("<slug:key>/history/", history.versions, name="history"),
    path("<slug:key>/history/<int:version>/", history.version, name="version"),
    path("<slug:key>/history/<int:version>/back/", history.back, name="back"),
    path("<slug:key>/try/", trying.try_plan, name="try"),
    path("<slug:key>/try/week/", trying.try_week, name="week"),
    path("<slug:key>/scenarios/", scenarios.overview, name="scenarios"),
    path("<slug:key>/scenarios/save/", scenarios.save, name="save_scenario"),
    path("<slug:key>/scenarios/undo/", scenarios.undo, name="undo_scenario"),
    path("<slug:key>/scenarios/<int:pk>/remove/", scenarios.remove, name="remove_scenario"),
]
