"""Addresses of the price list."""

from __future__ import annotations

from django.urls import path

from belplan.panel.prices import views

app_name = "prices"
urlpatterns = [
    path("", views.page, name="page"),
    path("<int:pk>/call-off/", views.call_off, name="call_off"),
]
