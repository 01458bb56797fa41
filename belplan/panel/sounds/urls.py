"""Addresses of the sounds."""

from __future__ import annotations

from django.urls import path

from belplan.panel.sounds import telephone, views

app_name = "sounds"
urlpatterns = [
    path("", views.overview, name="list"),
    path("add/", views.add, name="add"),
    path("undo/", views.undo, name="undo"),
    path("listen/", views.listen, name="listen"),
    path("making/<int:pk>/", views.making, name="making"),
    path("telephone/", telephone.call, name="telephone"),
    path("telephone/recording/", telephone.recording, name="recording"),
    path("telephones/", telephone.telephones, name="telephones"),
    path("<slug:key>/", views.sound, name="sounds"),
    path("<slug:key>/remove/", views.remove, name="remove"),
]
