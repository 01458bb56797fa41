"""Address of a photo: another photo has another name, so that browsers may keep it."""

from __future__ import annotations

from django.urls import path

from belplan.panel.photos import views

app_name = "photos"
urlpatterns = [path("<int:pk>/<str:name>", views.photo, name="photo")]
