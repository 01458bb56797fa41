"""Addresses of the reports."""

from __future__ import annotations

from django.urls import path

from belplan.panel.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.overview, name="list"),
    path("hours/", views.hours, name="hours"),
    path("export/", views.export, name="export"),
    path("<int:number>/", views.call, name="call"),
]
