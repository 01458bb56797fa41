"""Addresses of the caller lists."""

from __future__ import annotations

from django.urls import path

from belplan.panel.callers import views

app_name = "callers"
urlpatterns = [
    path("", views.overview, name="list"),
    path("add/", views.add, name="add"),
    path("undo/", views.undo, name="undo"),
    path("<slug:key>/", views.callers, name="callers"),
    path("<slug:key>/remove/", views.remove, name="remove"),
]
