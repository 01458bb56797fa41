"""Addresses of the profile."""

from __future__ import annotations

from django.urls import path

from belplan.panel.profile import views

app_name = "profile"
urlpatterns = [
    path("", views.page, name="page"),
    path("photo/", views.photo, name="photo"),
    path("photo/remove/", views.remove_photo, name="remove_photo"),
    path("language/", views.language, name="language"),
    path("sessions/others/", views.end_others, name="end_others"),
    path("sessions/<int:pk>/", views.end_session, name="end_session"),
]
