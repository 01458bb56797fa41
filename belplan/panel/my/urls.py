"""Addresses of the user panel's own screens."""

from __future__ import annotations

from django.urls import path

from belplan.panel.my import state, views

app_name = "my"
urlpatterns = [
    path("", views.home, name="home"),
    path("state/", state.save, name="state"),
]
