"""Addresses of the company's numbers."""

from __future__ import annotations

from django.urls import path

from belplan.panel.numbers import views

app_name = "numbers"
urlpatterns = [
    path("", views.overview, name="list"),
    path("standing/", views.standing, name="standing"),
    path("<int:pk>/", views.number, name="number"),
]
