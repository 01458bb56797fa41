"""Addresses of a company's trunks."""

from __future__ import annotations

from django.urls import path

from belplan.panel.trunks import views

app_name = "trunks"
urlpatterns = [
    path("<slug:key>/trunks/add/", views.add, name="add"),
    path("<slug:key>/trunks-standing/", views.standing, name="standing"),
    path("<slug:key>/trunks/<slug:trunk>/", views.trunk, name="trunk"),
    path("<slug:key>/trunks/<slug:trunk>/remove/", views.remove, name="remove"),
]
