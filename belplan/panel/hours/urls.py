"""Addresses of the opening hours."""

from __future__ import annotations

from django.urls import path

from belplan.panel.hours import views

app_name = "hours"
urlpatterns = [
    path("", views.overview, name="list"),
    path("add/", views.add, name="add"),
    path("undo/", views.undo, name="undo"),
    path("<slug:key>/", views.hours, name="hours"),
    path("<slug:key>/remove/", views.remove, name="remove"),
]
