"""Keys: the fixed short names of a company and of what it owns, as they stand in call plans and SIP accounts."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

validate_key = RegexValidator(
    r"\A[a-z0-9][a-z0-9_-]*\Z",
    _("A key holds small letters, digits, - and _ only, and begins with none of the last two."),
)
# A letter first, so that no SIP account can be taken for a telephone number.
validate_account_key = RegexValidator(
    r"\A[a-z][a-z0-9_-]*\Z", _("Begin with a small letter, and use small letters, digits, - and _ only.")
)
