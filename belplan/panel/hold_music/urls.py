"""Addresses of the music on hold."""

from __future__ import annotations

from django.urls import path

from belplan.panel.hold_music import views

app_name = "hold_music"
urlpatterns = [
    path("", views.page, name="list"),
    path("undo/", views.undo, name="undo"),
    path("<int:pk>/earlier/", views.earlier, name="earlier"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
