"""Addresses of the telephones."""

from __future__ import annotations

from django.urls import path

from belplan.panel.devices import views, wizard
from belplan.panel.devices.export import export

app_name = "devices"
urlpatterns = [
    path("", views.overview, name="list"),
    path("add/", wizard.add, name="add"),
    path("export/", export, name="export"),
    path("undo/", views.undo, name="undo"),
    path("<int:pk>/", views.device, name="device"),
    path("<int:pk>/open/", views.open_again, name="open"),
    path("<int:pk>/password/", views.password, name="password"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
