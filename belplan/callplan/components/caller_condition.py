"""Caller condition: the steps under it run for some callers only."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from belplan.callevents import Phrase, phrase
from belplan.callplan.component import Call, Condition, OneOf, Verdict, _
from belplan.callplan.options import CallersRef, Digits

# an extension, or (the beginning of) an external number: digits only, never 0 first
Number = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,14}$", examples=["32475", "800"]), Digits(part=True)]


class CallerCondition(Condition):
    """Judges the caller's number: exactly one of its options says how."""

    kind: ClassVar[str] = "caller_condition"
    title: ClassVar[str] = _("Caller condition")

    one_of: ClassVar[tuple[OneOf, ...]] = (
        OneOf(_("Which callers?"), ("starts_with", "equals", "callers", "anonymous", "in_phonebook")),
    )

    equals: Number | None = Field(default=None, title=_("The number is"))
    starts_with: Number | None = Field(default=None, title=_("The number starts with"))
    callers: CallersRef | None = Field(default=None, title=_("The number is in a list"))
    anonymous: bool = Field(default=False, title=_("The number is withheld"))
    in_phonebook: bool = Field(default=False, title=_("The number is in the phonebook"))

    def judge(self, call: Call) -> Verdict:
        """Look at the caller's number and, if asked, in a list or the company's phonebook."""
        if self.anonymous:
            return _anonymous(call)
        if self.in_phonebook:
            return _in_phonebook(call)
        if self.callers is not None:
            return call.callers(self.callers).holds(call.caller_number)
        if self.equals is not None:
            return self._equals(call, self.equals)
        return self._starts_with(call, self.starts_with or "")

    def summary(self) -> Phrase:
        """This step as one plain sentence."""
        if self.anonymous:
            return phrase("If the caller withholds the number")
        if self.in_phonebook:
            return phrase("If the caller is in the phonebook")
        if self.callers is not None:
            return phrase("If the caller is in the list {callers}", callers=self.callers)
        if self.equals is not None:
            return phrase("If {number} calls", number=self.equals)
        return phrase("If the caller's number starts with {digits}", digits=self.starts_with or "")

    def _equals(self, call: Call, number: str) -> Verdict:
        if call.caller_number == number:
            return Verdict(True, phrase("the caller is {number}", number=number))
        return Verdict(False, phrase("the caller is not {number}", number=number))

    def _starts_with(self, call: Call, digits: str) -> Verdict:
        if call.caller_number.startswith(digits):
            return Verdict(True, phrase("the caller's number starts with {digits}", digits=digits))
        return Verdict(False, phrase("the caller's number does not start with {digits}", digits=digits))


def _anonymous(call: Call) -> Verdict:
    if not call.caller_number:
        return Verdict(True, phrase("the caller withholds the number"))
    return Verdict(False, phrase("the caller shows a number"))


def _in_phonebook(call: Call) -> Verdict:
    if call.caller_number and call.in_phonebook(call.caller_number):
        return Verdict(True, phrase("the caller is in the phonebook"))
    return Verdict(False, phrase("the caller is not in the phonebook"))
