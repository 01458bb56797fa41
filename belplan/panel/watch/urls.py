"""Addresses of the live view."""

from __future__ import annotations

from django.urls import path

from belplan.panel.watch import views

app_name = "watch"
urlpatterns = [
    path("", views.stream, name="stream"),
    path("call/<path:call>/", views.path, name="path"),
    path("past/<int:number>/", views.past, name="past"),
]
