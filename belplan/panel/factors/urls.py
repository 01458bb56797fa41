"""Addresses of Bewerk 2FA."""

from __future__ import annotations

from django.urls import path

from belplan.panel.factors import views

app_name = "factors"
urlpatterns = [
    path("", views.edit, name="edit"),
    path("code/", views.give_code, name="code"),
    path("code/state/", views.state, name="state"),
    path("add/", views.choose, name="choose"),
    path("add/<slug:key>/", views.add, name="add"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("<int:pk>/first/", views.make_primary, name="make_primary"),
]
