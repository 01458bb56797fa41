"""Addresses of all screens; each screen's own stand in its folder."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("belplan.panel.sign_in.urls")),
    path("", include("belplan.panel.dashboard.urls")),
    path("app/", include("belplan.panel.app.urls")),
    path("plans/", include("belplan.panel.plans.urls")),
    path("hours/", include("belplan.panel.hours.urls")),
    path("callers/", include("belplan.panel.callers.urls")),
    path("menus/", include("belplan.panel.menus.urls")),
    path("sounds/", include("belplan.panel.sounds.urls")),
    path("watch/", include("belplan.panel.watch.urls")),
    path("simulator/", include("belplan.panel.simulator.urls")),
    path("reports/", include("belplan.panel.reports.urls")),
    path("my/", include("belplan.panel.my.urls")),
    path("my/reports/", include("belplan.panel.reports.urls", namespace="own_reports")),
    path("my/phonebook/", include("belplan.panel.phonebook.own_urls")),
    path("my/profile/", include("belplan.panel.profile.urls")),
    path("my/2fa/", include("belplan.panel.factors.urls")),
    path("people/import/", include("belplan.panel.people_import.urls")),
    path("people/", include("belplan.panel.people.urls")),
    path("photos/", include("belplan.panel.photos.urls")),
    path("devices/", include("belplan.panel.devices.urls")),
    path("numbers/", include("belplan.panel.numbers.urls")),
    path("phonebook/", include("belplan.panel.phonebook.urls")),
    path("users/", include("belplan.panel.users.urls")),
    path("settings/hold-music/", include("belplan.panel.hold_music.urls")),
    path("settings/", include("belplan.panel.company_settings.urls")),
    path("prices/", include("belplan.panel.prices.urls")),
    path("companies/", include("belplan.panel.customers.urls")),
    path("companies/", include("belplan.panel.trunks.urls")),
    path("options/", include("belplan.panel.editor.options.urls")),
    path("preferences/", include("belplan.panel.preferences.urls")),
]
