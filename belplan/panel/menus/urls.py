"""Addresses of the menus."""

from __future__ import annotations

from django.urls import path

from belplan.panel.menus import views

app_name = "menus"
urlpatterns = [
    path("", views.overview, name="list"),
    path("add/", views.add, name="add"),
    path("undo/", views.undo, name="undo"),
    path("<slug:key>/", views.menu, name="menus"),
    path("<slug:key>/remove/", views.remove, name="remove"),
]
