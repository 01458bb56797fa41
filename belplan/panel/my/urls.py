"""Addresses of the user panel's own screens."""

from __future__ import annotations

from django.urls import path

from belplan.panel.my import route, state, views

app_name = "my"
urlpatterns = [
    path("", views.home, name="home"),
    path("state/", state.save, name="state"),
    path("route/", route.own, name="route"),
    path("route/divert/", route.divert, name="divert"),
]
