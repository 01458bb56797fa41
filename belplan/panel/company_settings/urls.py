"""Addresses of the company's settings."""

from __future__ import annotations

from django.urls import path

from belplan.panel.company_settings import invoices, telephones, views, weekly

app_name = "settings"
urlpatterns = [
    path("", views.page, name="page"),
    path("about/", views.about, name="about"),
    path("weekly/", weekly.choose, name="weekly"),
    path("telephones/", telephones.save, name="telephones"),
    path("prices/", invoices.overview, name="invoices"),
    path("invoice/", invoices.month, name="invoice"),
    path("invoice/csv/", invoices.csv, name="invoice_csv"),
    path("invoice/json/", invoices.json, name="invoice_json"),
    path("help/", views.give, name="give"),
    path("help/withdraw/", views.withdraw, name="withdraw"),
]
