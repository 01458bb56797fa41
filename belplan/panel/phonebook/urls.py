"""Addresses of the phonebook in the company panel, where contacts are kept."""

from __future__ import annotations

from django.urls import path

from belplan.panel.phonebook import files, views

app_name = "phonebook"
urlpatterns = [
    path("", views.overview, name="list"),
    path("lamps/", views.lamps, name="lamps"),
    path("add/", views.add, name="add"),
    path("undo/", views.undo, name="undo"),
    path("<int:pk>/", views.edit, name="edit"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("import/", files.look, name="import"),
    path("import/save/", files.save, name="import_save"),
    path("contacts.csv", files.as_csv, name="csv"),
    path("contacts.vcf", files.as_cards, name="cards"),
]
