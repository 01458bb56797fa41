"""Addresses of the telephones."""

from __future__ import annotations

from django.urls import path

from belplan.panel.devices import keys, replacing, seat, views, wizard
from belplan.panel.devices.export import export

app_name = "devices"
urlpatterns = [
    path("", views.overview, name="list"),
    path("add/", wizard.add, name="add"),
    path("export/", export, name="export"),
    path("now/", views.now, name="now"),
    path("watchable/", keys.watchable, name="watchable"),
    path("undo/", views.undo, name="undo"),
    path("<int:pk>/", views.device, name="device"),
    path("<int:pk>/keys/", keys.keys, name="keys"),
    path("<int:pk>/sign-out/", seat.sign_out, name="sign_out"),
    path("<int:pk>/type/", replacing.replace, name="type"),
    path("<int:pk>/app/", views.app, name="app"),
    path("<int:pk>/open/", views.open_again, name="open"),
    path("<int:pk>/password/", views.password, name="password"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
