"""Addresses of the phonebook in the user panel, where it is only read."""

from __future__ import annotations

from django.urls import path

from belplan.panel.phonebook import views

app_name = "own_phonebook"
urlpatterns = [path("", views.own, name="list"), path("lamps/", views.own_lamps, name="lamps")]
