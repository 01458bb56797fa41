"""What is arranged first and then used in call plans: opening hours, menus, caller lists and sounds."""

from __future__ import annotations

from typing import Any, ClassVar

import pydantic
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.callplan import caller_list
from belplan.callplan import hours as callplan_hours
from belplan.callplan.mends import findings_of
from belplan.callplan.menu_settings import MenuSettings
from belplan.callplan.options import RefKind
from belplan.callplan.overlaps import overlaps
from belplan.exchange.models.named import Named
from belplan.tenancy.models import LANGUAGES


class Shared(Named):
    """Base of what several call plans may use; publishing.library is the way to change it."""

    kind: ClassVar[RefKind]  # what call plans call it

    class Meta(Named.Meta):
        abstract = True

    def columns(self) -> dict[str, Any]:
        """All that is stored of it, as plain data; with its company, they make the row anew."""
        names = (field.name for field in self._meta.concrete_fields)
        return {name: getattr(self, name) for name in names if name not in ("id", "company")}


class Hours(Shared):
    """Opening hours. `data` is their text form without key and name. Publishing freezes them with each plan."""

    kind = "hours"

    data: models.JSONField[Any, Any] = models.JSONField(_("hours"))

    class Meta(Shared.Meta):
        verbose_name_plural = "hours"

    def text_form(self) -> dict[str, Any]:
        """The whole of it as plain data, as callplan reads it."""
        return {**self.data, "key": self.key, "name": self.name}

    def contents(self) -> callplan_hours.Hours:
        """What calls are judged by. Raises pydantic.ValidationError for data that were never checked."""
        return callplan_hours.Hours.model_validate(self.text_form())

    def clean(self) -> None:
        """Raises ValidationError, by field."""
        super().clean()
        if not isinstance(self.data, dict):
            raise ValidationError({"data": _("Write the hours as entries, each with days or a date.")})
        try:
            contents = self.contents()
        except pydantic.ValidationError as error:
            found = findings_of(error, "", callplan_hours.Hours, self.company.country)
            raise ValidationError({"data": [str(finding) for finding in found]}) from error
        if lying_over := overlaps(contents):
            raise ValidationError({"data": [str(overlap.text) for overlap in lying_over]})


class Menu(Shared):
    """A menu: what is asked and how long one waits. `data` is its text form without key and name."""

    kind = "menu"

    data: models.JSONField[Any, Any] = models.JSONField(_("menu"))

    def text_form(self) -> dict[str, Any]:
        """The whole of it as plain data, as callplan reads it."""
        return {**self.data, "key": self.key, "name": self.name}

    def contents(self) -> MenuSettings:
        """What calls are asked by. Raises pydantic.ValidationError for data that were never checked."""
        return MenuSettings.model_validate(self.text_form())

    def clean(self) -> None:
        """Raises ValidationError, by field."""
        super().clean()
        try:
            self.contents()
        except pydantic.ValidationError as error:
            found = findings_of(error, "", MenuSettings, self.company.country)
            raise ValidationError({"data": [str(finding) for finding in found]}) from error


class CallerList(Shared):
    """Callers that plans treat alike. `data` is its text form without key and name."""

    kind = "callers"

    data: models.JSONField[Any, Any] = models.JSONField(_("callers"))

    def text_form(self) -> dict[str, Any]:
        """The whole of it as plain data, as callplan reads it."""
        return {**self.data, "key": self.key, "name": self.name}

    def contents(self) -> caller_list.CallerList:
        """What callers are judged by. Raises pydantic.ValidationError for data that were never checked."""
        return caller_list.CallerList.model_validate(self.text_form())

    def clean(self) -> None:
        """Raises ValidationError, by field."""
        super().clean()
        try:
            self.contents()
        except pydantic.ValidationError as error:
            found = findings_of(error, "", caller_list.CallerList, self.company.country)
            raise ValidationError({"data": [str(finding) for finding in found]}) from error


class Sound(Shared):
    """A sound file of the company, under sounds/<company>/ in the data folder. Another content has another file."""

    kind = "sound"

    file = models.CharField(_("file"), max_length=200)  # relative to the data folder
    seconds = models.FloatField(_("seconds"))
    text = models.TextField(_("text"), blank=True)  # that was spoken; empty for a recording
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, blank=True)  # of the text

    class Meta(Shared.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Shared.Meta.constraints,
            models.CheckConstraint(condition=models.Q(seconds__gte=0), name="sound_has_a_length"),
        ]

    def clean(self) -> None:
        """Raises ValidationError, by field."""
        super().clean()
        if not self.file.startswith(f"sounds/{self.company.key}/") or ".." in self.file:
            raise ValidationError({"file": _("Sounds lie in the company's own sound folder: upload it again.")})
