"""What is asked of a user."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.engine import pins
from belplan.exchange import photos
from belplan.exchange.models import Device, Number, Person
from belplan.exchange.readable import readable
from belplan.identity import resets
from belplan.identity.accounts import SignIn
from belplan.identity.colleagues import By, Wanted, account_of, login_of, save
from belplan.identity.models import Account, Role
from belplan.panel.devices.search import with_account
from belplan.panel.forms import PanelForm
from belplan.panel.people.functions import SECTION, tell_prices
from belplan.panel.people.search import means_number, readable_number
from belplan.panel.photos.field import PhotoField
from belplan.panel.picking import PickField, by_name_or
from belplan.publishing.arranging import free_key
from belplan.tenancy.models import LANGUAGES

OF_PERSON = ("name", "email", "mobile", "extension", "outgoing_number", "anonymous", "language", "may_hotdesk")
ROLES = [
    (Role.USER.value, gettext_lazy("User: own calls and profile")),
    (Role.ADMINISTRATOR.value, gettext_lazy("Administrator: the company panel as well")),
]
KEEP, AGAIN, MAKE, TYPE = "keep", "again", "make", "type"  # what is to become of the password


def _text(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


class PersonForm(PanelForm):
    """A user with number, rights and password; errors of the rows behind it stand beside these fields."""

    in_section = SECTION  # fields shown together, as extra functions

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        widget=_text(),
        error_messages={"required": gettext_lazy("Type a name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("For a forgotten password, and for notices of missed calls, voicemail and fax."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("That is no e-mail address: write it like ann@demo.example.")},
    )
    photo = PhotoField(required=False)
    without_photo = forms.BooleanField(label=gettext_lazy("Remove the photo"), required=False)
    mobile = forms.CharField(
        label=gettext_lazy("Mobile number"),
        required=False,
        help_text=gettext_lazy("Such as 0475 11 22 33."),
        widget=_text(inputmode="tel"),
    )
    extension = forms.CharField(
        label=gettext_lazy("Internal number"),
        widget=_text(inputmode="numeric"),
        error_messages={"required": gettext_lazy("Type a number of 2 to 6 digits, such as 201.")},
    )
    outgoing_number = PickField(
        Number.everywhere.none(),
        label=gettext_lazy("Outgoing number"),
        required=False,
        empty_label=gettext_lazy("The company's first number"),
        help_text=gettext_lazy("What people outside see when this user calls them."),
    )
    anonymous = forms.BooleanField(label=gettext_lazy("Call anonymously"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    may_hotdesk = forms.BooleanField(
        label=gettext_lazy("May sign in at other telephones"),
        required=False,
        help_text=gettext_lazy("By dialling *35*, the internal number, * and the PIN, where the telephone allows it."),
    )
    pin = forms.CharField(
        label=gettext_lazy("PIN"),
        required=False,
        help_text=gettext_lazy("Six digits, to sign in at another telephone."),
        widget=_text(inputmode="numeric"),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES)
    password_choice = forms.ChoiceField(label=gettext_lazy("Password"), widget=forms.RadioSelect)
    password = forms.CharField(
        label=gettext_lazy("Your own choice of password"),
        required=False,
        strip=False,
        help_text=gettext_lazy("Only if you chose to type one: 12 characters at least; a few words in a row are fine."),
        widget=_text(autocapitalize="none", spellcheck="false"),
    )
    must_change = forms.BooleanField(
        label=gettext_lazy("Must choose another password at the first sign-in"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Once one is made or typed here."),
    )
    device = PickField(
        Device.everywhere.none(),
        label=gettext_lazy("Link a telephone"),
        required=False,
        empty_label=gettext_lazy("None now"),
        help_text=gettext_lazy("Telephones that nobody has yet. Without one the user can't call or be called."),
    )

    def __init__(self, data: Any, files: Any, person: Person, asker: Account) -> None:
        self.person, self.asker = person, asker
        self.account = account_of(person) if person.pk else None
        initial = {name: getattr(person, name) for name in OF_PERSON}
        initial["mobile"] = readable(person.mobile, person.company.country) if person.mobile else ""
        initial["role"] = self.account.role if self.account else ("" if person.pk else Role.USER.value)
        initial["password_choice"] = KEEP if person.pk else MAKE
        super().__init__(data, files, initial=initial)
        self._offer()
        tell_prices(self, person)

    @property
    def functions(self) -> list[forms.BoundField]:
        """The fields of the section of functions."""
        return [self[name] for name in SECTION]

    def _offer(self) -> None:
        """Only what there is to choose for this company and this user."""
        company = self.person.company
        numbers, free = Number.objects.for_company(company), Device.objects.for_company(company).filter(person=None)
        label = partial(readable_number, country=company.country)
        reads = partial(means_number, country=company.country)
        self._pick("outgoing_number").offer(numbers, label, reads, "people:numbers")
        self._pick("device").offer(free, with_account, by_name_or("account"), "people:devices")
        for name, rows, fewest in (("outgoing_number", numbers, 2), ("device", free, 1)):
            if rows[:fewest].count() < fewest:
                del self.fields[name]
        suffix = login_of(company, "123")
        self.fields["extension"].help_text = (
            _("Colleagues dial it; the username is built from it, such as %s.") % suffix
        )
        if self.person.pin:
            self.fields["pin"].help_text = _("There is one. Type six digits to choose another.")
        if not self.person.photo:
            del self.fields["without_photo"]
        self._offer_role()
        self._offer_password()

    def _pick(self, name: str) -> PickField:
        field = self.fields[name]
        assert isinstance(field, PickField)  # noqa: S101 (declared so above)
        return field

    def _offer_role(self) -> None:
        if self.account and self.account.role not in dict(ROLES):
            del self.fields["role"]
        elif self.person.pk and not self.account:
            self.fields["role"] = forms.ChoiceField(
                label=_("Role"),
                required=False,
                choices=[("", _("Doesn't sign in")), *ROLES],
                widget=self.fields["role"].widget,
            )

    def _offer_password(self) -> None:
        choices = [(MAKE, _("Make one, and show it once")), (TYPE, _("I type one"))]
        if self.account and self.account.must_change_password:
            choices = [(KEEP, _("As it is; another must be chosen at the next sign-in")), *choices]
        elif self.account:
            again = _("As it is, but another must be chosen at the next sign-in")
            choices = [(KEEP, _("As it is")), (AGAIN, again), *choices]
        elif self.person.pk:
            choices = [(KEEP, _("None: doesn't sign in")), *choices]
        if self.account and not resets.may_reset(self.asker, self.account):
            for name in ("password_choice", "password", "must_change"):
                del self.fields[name]
        else:
            field = self.fields["password_choice"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared so above)
            field.choices = choices

    def clean_pin(self) -> str:
        """Six digits that nobody guesses at once, or empty."""
        pin = str(self.cleaned_data["pin"])
        if pin and not pins.is_good(pin):
            raise ValidationError(_("Type six digits, not all the same or in a row."))
        return pin

    def clean(self) -> dict[str, Any]:
        """Check the person as it would be saved, so that all that is wrong stands there at once."""
        data = super().clean() or {}
        for name in OF_PERSON:
            if name in data:
                setattr(self.person, name, data[name])
        if data.get("pin"):
            self.person.pin = pins.hashed(data["pin"])
        if not self.person.key:
            taken = set(Person.objects.for_company(self.person.company).values_list("key", flat=True))
            self.person.key = free_key(self.person.name, taken, otherwise="user", longest=64)
        try:
            self.person.full_clean(exclude=set(self.errors))
        except ValidationError as problem:
            self.refuse(problem)
        if data.get("password_choice") == TYPE and not data.get("password"):
            self.add_error("password", _("Type a password, or have one made."))
        if data.get("password_choice") in (MAKE, TYPE) and data.get("role") == "" and not self.account:
            self.add_error("role", _("Choose a role for somebody who signs in."))
        return data

    def keep(self, by: By, now: Any) -> SignIn | None:
        """Save it all. Raises ValidationError."""
        before, self.person.photo = self.person.photo, self._photo()
        try:
            told = save(self.person, self._wanted(), by, now)
        except ValidationError:
            self._forget(self.person.photo, unless=before)
            self.person.photo = before
            raise
        self._forget(before, unless=self.person.photo)
        return told

    def _wanted(self) -> Wanted:
        data = self.cleaned_data
        choice = data.get("password_choice", KEEP)
        return Wanted(
            role=Role(data["role"]) if data.get("role") else None,
            password={MAKE: "", TYPE: data.get("password")}.get(choice),
            must_change={KEEP: None, AGAIN: True}.get(choice, bool(data.get("must_change"))),
            device=data.get("device"),
        )

    def _photo(self) -> str:
        """The name of the photo from now on. Raises ValidationError."""
        data = self.cleaned_data
        if data.get("photo"):
            return photos.keep(self.person.company, data["photo"])
        return "" if data.get("without_photo") else self.person.photo

    def _forget(self, name: str, *, unless: str) -> None:
        if name != unless:
            photos.forget(self.person.company, name)
