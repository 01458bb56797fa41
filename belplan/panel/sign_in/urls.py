"""Addresses of signing in and out."""

from __future__ import annotations

from django.urls import path

from belplan.panel.sign_in import views

urlpatterns = [
    path("sign-in/", views.page, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
