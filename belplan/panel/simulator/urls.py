"""Address of trying a call."""

from __future__ import annotations

from django.urls import path

from belplan.panel.simulator import views

app_name = "simulator"
urlpatterns = [path("", views.try_call, name="try")]
