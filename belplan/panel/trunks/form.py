"""What is asked of a trunk."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.exchange.models import Trunk
from belplan.panel.forms import PanelForm

ADDRESS, REGISTER = "address", "register"
WAYS = [
    (ADDRESS, gettext_lazy("By address: the carrier calls from addresses that it told us")),
    (REGISTER, gettext_lazy("By registration: we sign in at the carrier")),
]


def _text(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", **attrs})


class TrunkForm(PanelForm):
    """A carrier's line. The password can be written, and never read back."""

    name = forms.CharField(
        label=gettext_lazy("Name of the trunk"),
        max_length=100,
        help_text=gettext_lazy("Such as the carrier's name."),
        widget=_text(),
        error_messages={"required": gettext_lazy("Type a name, such as the carrier's.")},
    )
    host = forms.CharField(
        label=gettext_lazy("Server of the carrier"),
        max_length=200,
        help_text=gettext_lazy("A host name or an IPv4 address, such as sip.carrier.example. Our calls go there."),
        widget=_text(autocapitalize="none"),
        error_messages={"required": gettext_lazy("Type the carrier's server, such as sip.carrier.example.")},
    )
    port = forms.IntegerField(
        label=gettext_lazy("Port"), initial=5060, min_value=1, max_value=65535, widget=_text(inputmode="numeric")
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How the carrier's calls are known"), choices=WAYS, initial=ADDRESS, widget=forms.RadioSelect
    )
    addresses = forms.CharField(
        required=False,
        label=gettext_lazy("Addresses its calls come from"),
        help_text=gettext_lazy("One a line, such as 192.0.2.1, or a network no wider than 192.0.2.0/24."),
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "none", "spellcheck": "false"}),
    )
    username = forms.CharField(
        required=False,
        label=gettext_lazy("User name at the carrier"),
        max_length=100,
        help_text=gettext_lazy("For a registration, or where the carrier asks for a password with each call."),
        widget=_text(autocapitalize="none"),
    )
    secret = forms.CharField(
        required=False,
        label=gettext_lazy("Password at the carrier"),
        max_length=100,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any, trunk: Trunk) -> None:
        super().__init__(data, initial=_initial(trunk) if trunk.pk else None)
        self.trunk = trunk
        if trunk.secret:
            self.fields["secret"].help_text = _("There is one, which is not shown. Leave this empty to keep it.")

    def clean_addresses(self) -> list[str]:
        """As they are stored: one each."""
        return [text for text in re.split(r"[\s,;]+", self.cleaned_data["addresses"]) if text]

    def clean_secret(self) -> str:
        """Of one line, as the switch needs it."""
        secret = str(self.cleaned_data["secret"])
        if not secret.isprintable():
            raise ValidationError(_("Type the password without line ends or other signs that can't be seen."))
        return secret

    def fill(self) -> Trunk:
        """Put what was typed into the trunk; an empty password is the one there is."""
        said, trunk = self.cleaned_data, self.trunk
        trunk.name, trunk.host, trunk.port = said["name"], said["host"].strip(), said["port"]
        trunk.register = said["way"] == REGISTER
        trunk.addresses, trunk.username = said["addresses"], said["username"].strip()
        trunk.secret = said["secret"] or (trunk.secret if trunk.username else "")
        return trunk


def _initial(trunk: Trunk) -> dict[str, Any]:
    named = {name: getattr(trunk, name) for name in ("name", "host", "port", "username")}
    return named | {"addresses": "\n".join(trunk.addresses), "way": REGISTER if trunk.register else ADDRESS}
