"""Keys: the fixed short names of a company and of what it owns, as they stand in call plans and SIP accounts."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# A letter first, so that no SIP account can be taken for a telephone number.
validate_key = RegexValidator(
    r"\A[a-z][a-z0-9_-]*\Z",
    _("A key starts with a small letter and holds small letters, digits, - and _ only."),
)
