"""Addresses of the call plans."""

from __future__ import annotations

from django.urls import path

from belplan.panel.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.overview, name="list"),
    path("<slug:key>/", views.plan, name="plan"),
]
