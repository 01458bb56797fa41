"""Addresses of the platform's companies."""

from __future__ import annotations

from django.urls import path

from belplan.panel.customers import invoices, limits, numbers, views

app_name = "customers"
urlpatterns = [
    path("", views.overview, name="list"),
    path("add/", views.add, name="add"),
    path("leave/", views.leave, name="leave"),
    path("<slug:key>/", views.company, name="company"),
    path("<slug:key>/invoices/", invoices.overview, name="invoices"),
    path("<slug:key>/invoice/", invoices.month, name="invoice"),
    path("<slug:key>/invoice/csv/", invoices.csv, name="invoice_csv"),
    path("<slug:key>/invoice/json/", invoices.json, name="invoice_json"),
    path("<slug:key>/limits/", limits.limits, name="limits"),
    path("<slug:key>/numbers/", numbers.numbers, name="numbers"),
    path("<slug:key>/numbers/<slug:digits>/remove/", numbers.remove, name="number_remove"),
    path("<slug:key>/suspend/", views.suspend, name="suspend"),
    path("<slug:key>/resume/", views.resume, name="resume"),
    path("<slug:key>/help/", views.open_to_help, name="help"),
]
