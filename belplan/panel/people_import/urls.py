"""Addresses of the import of users."""

from __future__ import annotations

from django.urls import path

from belplan.panel.people_import import views

app_name = "people_import"
urlpatterns = [
    path("", views.begin, name="begin"),
    path("sample/", views.sample, name="sample"),
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/passwords/", views.passwords, name="passwords"),
    path("<int:pk>/agree/", views.agree, name="agree"),
]
