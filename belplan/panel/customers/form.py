"""What is asked for a new company."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from belplan.identity.companies import NewCompany
from belplan.identity.models import Account, Role
from belplan.panel.forms import PanelForm
from belplan.tenancy.models import LANGUAGES


class CompanyForm(PanelForm):
    """A company with its first numbers and its first administrator."""

    name = forms.CharField(
        label=_("Company name"), max_length=100, error_messages={"required": _("Type the company's name.")}
    )
    key = forms.CharField(
        label=_("Login suffix"),
        max_length=31,
        help_text=_("Usernames end in it: 123.demo_bv. It can't be changed later."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type a short name in small letters, such as demo_bv.")},
    )
    numbers = forms.CharField(
        required=False,
        label=_("First numbers"),
        help_text=_("One a line, such as 02 580 50 00. More can follow later."),
        widget=forms.Textarea(attrs={"rows": 3, "inputmode": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="nl")
    administrator = forms.CharField(
        label=_("Name of the first administrator"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type the name of who will arrange the exchange.")},
    )
    extension = forms.CharField(
        required=False,
        label=_("Internal number of the administrator"),
        max_length=6,
        help_text=_("Leave it empty for somebody without a telephone: the username then begins with admin."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail of the administrator"),
        help_text=_("For a forgotten password, and for notices about the account."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Type an e-mail address: without one a forgotten password can't be replaced."),
            "invalid": _("That is no e-mail address: write it like ann@demo.example."),
        },
    )
    is_reseller = forms.BooleanField(
        required=False,
        label=_("This is an IT partner, who serves companies of their own"),
    )

    def __init__(self, data: object, account: Account) -> None:
        super().__init__(data)
        self.account = account
        if account.role != Role.OPERATOR:
            del self.fields["is_reseller"]

    def wanted(self) -> NewCompany:
        """What to make; a reseller's new company is served by the reseller."""
        typed = self.cleaned_data
        return NewCompany(
            name=typed["name"],
            key=typed["key"],
            numbers=[line.strip() for line in re.split(r"[\n,;]", typed["numbers"]) if line.strip()],
            administrator=typed["administrator"],
            extension=typed["extension"],
            email=typed["email"],
            language=typed["language"],
            role=Role.RESELLER if typed.get("is_reseller") else Role.ADMINISTRATOR,
            reseller=self.account.company if self.account.role == Role.RESELLER else None,
        )
