"""Addresses of signing in and out."""

from __future__ import annotations

from django.urls import path

from belplan.panel.sign_in import passwords, second, views

urlpatterns = [
    path("sign-in/", views.page, name="sign_in"),
    path("sign-in/code/", second.give_code, name="sign_in_code"),
    path("sign-in/code/state/", second.code_state, name="sign_in_code_state"),
    path("sign-in/set-up/", second.choose, name="set_up"),
    path("sign-in/set-up/<slug:key>/", second.add, name="set_up_kind"),
    path("sign-in/forgotten/", passwords.forgotten, name="forgotten"),
    path("sign-in/new-password/<str:token>/", passwords.with_link, name="recovery_link"),
    path("password/", passwords.change, name="change_password"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
