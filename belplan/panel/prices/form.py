"""What is asked for a price from a day on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from belplan.billing.catalogue import FUNCTIONS
from belplan.panel.forms import PanelForm

AMOUNT = _("Type an amount in euros, such as 2.50; 0 is free.")


class EurosField(forms.DecimalField):
    """An amount with a comma or a point, and with or without the sign; gives whole cents."""

    def clean(self, value: Any) -> int:
        """Raises ValidationError."""
        typed = str(value or "").replace("€", "").strip().replace(",", ".")
        return int(super().clean(typed).scaleb(2))


class PriceForm(PanelForm):
    """One function's price from a day to come."""

    function = forms.ChoiceField(label=_("Function"), choices=[(f.key, f.title) for f in FUNCTIONS])
    cents = EurosField(
        label=_("Price a month (EUR, without VAT)"),
        min_value=0,
        max_digits=6,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"), AMOUNT
        ),
    )
    since = forms.DateField(
        label=_("First day"),
        help_text=_("A day to come. Months and days that passed keep their price."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages=dict.fromkeys(("required", "invalid"), _("Choose a day.")),
    )

    def __init__(self, data: Any, today: date) -> None:
        tomorrow = today + timedelta(days=1)
        super().__init__(data, initial={"since": tomorrow})
        self.fields["since"].widget.attrs["min"] = tomorrow.isoformat()
