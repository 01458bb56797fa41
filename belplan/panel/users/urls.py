"""Addresses of the users' list."""

from __future__ import annotations

from django.urls import path

from belplan.panel.users import views

app_name = "users"
urlpatterns = [
    path("", views.overview, name="list"),
    path("<int:pk>/reset/", views.reset, name="reset"),
]
