"""What the side panel's fields fetch."""

from __future__ import annotations

from django.urls import path

from belplan.panel.editor.options import views

app_name = "options"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("listen/", views.listen, name="listen"),
    path("spoken/<slug:name>/", views.spoken, name="spoken"),
]
