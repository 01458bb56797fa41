"""Addresses of the editor, under those of its plan."""

from __future__ import annotations

from django.urls import path

from belplan.panel.editor import plan_views, views

urlpatterns = [
    path("-/add/", plan_views.add, name="add"),
    path("<slug:key>/edit/", views.page, name="editor"),
    path("<slug:key>/edit/panel/", views.panel, name="editor_panel"),
    path("<slug:key>/edit/state/", views.state, name="editor_state"),
    path("<slug:key>/edit/change/", views.change, name="change"),
    path("<slug:key>/edit/options/", views.options, name="options"),
    path("<slug:key>/edit/plan/", plan_views.edit, name="plan_form"),
    path("<slug:key>/edit/remove/", plan_views.remove, name="remove_plan"),
]
