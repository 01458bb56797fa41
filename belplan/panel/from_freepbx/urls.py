"""Addresses of the import from a FreePBX, under those of the call plans."""

from __future__ import annotations

from django.urls import path

from belplan.panel.from_freepbx import views

urlpatterns = [
    path("-/freepbx/", views.begin, name="freepbx"),
    path("-/freepbx/found/", views.found, name="freepbx_found"),
]
