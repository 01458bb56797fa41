"""Addresses of the users."""

from __future__ import annotations

from django.urls import path

from belplan.panel.my import route
from belplan.panel.people import finding, views
from belplan.panel.people.export import export

app_name = "people"
urlpatterns = [
    path("", views.overview, name="list"),
    path("add/", views.add, name="add"),
    path("export/", export, name="export"),
    path("find/", finding.people, name="find"),
    path("devices/", finding.devices, name="devices"),
    path("numbers/", finding.numbers, name="numbers"),
    path("undo/", views.undo, name="undo"),
    path("<int:pk>/", views.edit, name="edit"),
    path("<int:pk>/route/", route.of_user, name="route"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
