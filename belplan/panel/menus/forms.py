"""What is asked of a menu: its name, a text or a sound, how long one waits, and how often it is asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.callplan.menu_settings import MenuSettings
from belplan.exchange.models import Menu, Sound
from belplan.panel.shared import SharedForm
from belplan.publishing.library import version_of
from belplan.speech.speaking import LONGEST
from belplan.tenancy.models import LANGUAGES, Company

SAY, SOUND = "say", "sound"
ASKS = ((SAY, gettext_lazy("A text, spoken by the exchange")), (SOUND, gettext_lazy("One of your sounds")))
_DEFAULTS = {name: field.default for name, field in MenuSettings.model_fields.items()}


class MenuForm(SharedForm):
    """Fields as MenuSettings declares them."""

    asks = forms.ChoiceField(label=gettext_lazy("What does the caller hear?"), choices=ASKS, initial=SAY)
    say = forms.CharField(
        label=gettext_lazy("Text to speak"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Such as: For sales press 1, for support press 2."),
        validators=[
            MaxLengthValidator(
                LONGEST,
                gettext_lazy("The text has %(show_value)d characters: shorten it to %(limit_value)d or fewer."),
            )
        ],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the text"), required=False, choices=LANGUAGES)
    sound = forms.ChoiceField(label=gettext_lazy("Sound"), required=False)
    wait = forms.IntegerField(
        label=gettext_lazy("Seconds to wait for a key"), min_value=1, max_value=60, initial=_DEFAULTS["wait"]
    )
    tries = forms.IntegerField(
        label=gettext_lazy("How often it is asked"), min_value=1, max_value=5, initial=_DEFAULTS["tries"]
    )
    direct = forms.BooleanField(
        label=gettext_lazy("Callers may dial an internal number"),
        required=False,
        help_text=gettext_lazy("A colleague whose number is dialled instead of a key rings at once."),
    )

    def __init__(self, company: Company, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sounds = Sound.objects.for_company(company).order_by("name").values_list("key", "name")
        choices = [("", _("Choose…")), *sounds]
        self.fields["sound"] = forms.ChoiceField(
            label=_("Sound"), required=False, choices=choices, widget=forms.Select(attrs={"class": "form-select"})
        )

    def clean(self) -> dict[str, Any]:
        """Say which of text and sound is missing."""
        data = super().clean() or self.cleaned_data
        asks = data.get("asks")
        if asks == SAY and not data.get(SAY) and SAY not in self.errors:
            self.add_error(SAY, _("There is no text to speak: type what callers should hear."))
        if asks == SOUND and not data.get(SOUND) and SOUND not in self.errors:
            self.add_error(SOUND, _("Choose one."))
        return data

    def put_in(self, row: Menu) -> None:
        """What was typed, not yet saved."""
        data = self.cleaned_data
        row.name = data["name"]
        if data["asks"] == SAY:
            asked = {"say": data["say"].replace("\r\n", "\n"), "language": data["language"] or row.company.language}
        else:
            asked = {"sound": data["sound"]}
        others = {name: data[name] for name in ("wait", "tries", "direct") if data[name] != _DEFAULTS[name]}
        row.data = {**asked, **others}


def opened(menu: Menu) -> MenuForm:
    """The form with what is stored."""
    initial: dict[str, Any] = {"language": menu.company.language, **_DEFAULTS} | {"name": menu.name} | menu.data
    initial["asks"] = SOUND if menu.data.get("sound") else SAY
    initial["language"] = menu.data.get("language") or ("nl" if menu.pk else menu.company.language)
    form = MenuForm(
        menu.company, None, initial={name: initial[name] for name in MenuForm.base_fields if name in initial}
    )
    form.seen = version_of(menu)
    return form
