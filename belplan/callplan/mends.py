"""Turns what pydantic found wrong with options into findings that name the option and the mend."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from belplan.callevents import Phrase, phrase
from belplan.callplan.phone_number import looks_pasted, normalised
from belplan.callplan.plan import Finding

_SHOWN = 60  # characters of a wrong value that a message repeats
_NAMED = 10  # of the things to choose from


class Mend(ValueError):
    """Raised by validators of options: the sentence for people stands in `text`."""

    def __init__(self, text: Phrase) -> None:
        super().__init__(str(text))
        self.text = text


def nearest_first(name: str, known: Iterable[str]) -> list[str]:
    """Known names, those most like `name` first."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    return close + [other for other in names if other not in close]


def choices(name: str, known: Iterable[str]) -> str:
    """Known names for a message, nearest first; a long list is cut."""
    names = nearest_first(name, known)
    return ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")


def shown(value: object) -> str:
    """A wrong value, short enough for a message."""
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def number_mend(option: str, value: str, country: str) -> Phrase:
    """What to do about an external number in a wrong form."""
    right = normalised(value, country)
    if right:
        return phrase("{option}: write '{value}' as {right}", option=option, value=shown(value), right=right)
    return phrase(
        "{option}: '{value}' is no telephone number: write digits only, country code first, such as 3225805000",
        option=option,
        value=shown(value),
    )


def findings_of(
    error: ValidationError, step: str, model: type[BaseModel], country: str, within: str = ""
) -> tuple[Finding, ...]:
    """A finding for each thing wrong with the options of a step; `within` goes before the option's name."""
    return tuple(_finding(detail, step, model, country, within) for detail in error.errors(include_url=False))


def _finding(detail: ErrorDetails, step: str, model: type[BaseModel], country: str, within: str) -> Finding:
    option = within + _option(detail["loc"])
    return Finding(step, option, _text(detail, option, model, country))


def _option(location: tuple[int | str, ...]) -> str:
    """("entries", 1, "from") as people count: "entries[2].from"."""
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def _text(detail: ErrorDetails, option: str, model: type[BaseModel], country: str) -> Phrase:
    raised = detail.get("ctx", {}).get("error")
    if isinstance(raised, Mend):
        return phrase("{option}: {mend}", option=option, mend=raised.text) if option else raised.text
    if detail["type"] == "extra_forbidden":
        return _unknown(option, str(detail["loc"][-1]), model)
    if detail["type"] == "string_pattern_mismatch":
        field = model.model_fields.get(str(detail["loc"][0]))
        return _wrong_form(option, str(detail["input"]), country, (field and field.examples) or [])
    write = _SENTENCES.get(detail["type"], _other)
    return write(option, shown(detail["input"]), {**detail.get("ctx", {}), "msg": detail["msg"]})


def _unknown(option: str, name: str, model: type[BaseModel]) -> Phrase:
    known = [field.alias or key for key, field in model.model_fields.items()]
    if not known:
        return phrase("'{option}' is unknown here: this step has no options", option=option)
    return phrase("'{option}' is no option here: choose from {known}", option=option, known=choices(name, known))


def _wrong_form(option: str, value: str, country: str, examples: list[Any]) -> Phrase:
    if looks_pasted(value):
        return number_mend(option, value, country)
    if examples:
        such = ", ".join(examples)
        return phrase(
            "{option}: '{value}' is not right: write such as {such}", option=option, value=shown(value), such=such
        )
    return phrase("{option}: '{value}' does not have the right form", option=option, value=shown(value))


def _missing(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    return phrase("{option} is missing: fill it in", option=option)


def _no_number(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    return phrase("{option} must be a whole number, not '{value}'", option=option, value=value)


def _no_bool(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    return phrase("{option} must be true or false, not '{value}'", option=option, value=value)


def _no_text(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    return phrase("{option} must be text: put it between quotes", option=option)


def _no_list(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    return phrase("{option} must be a list: [..., ...]", option=option)


def _no_mapping(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    if not option:
        return phrase("write the options as {example}", example="{name: value}")
    return phrase("{option} must be written as {example}", option=option, example="{name: value}")


def _no_choice(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    expected = str(about["expected"]).replace("'", "").replace(" or ", ", ")
    return phrase("{option} cannot be '{value}': choose from {known}", option=option, value=value, known=expected)


def _too_small(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    return phrase("{option} must be {least} or more, not {value}", option=option, least=about["ge"], value=value)


def _too_great(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    return phrase("{option} must be {most} or less, not {value}", option=option, most=about["le"], value=value)


def _too_short(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    return phrase("{option} is empty: fill it in", option=option)


def _too_wordy(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    return phrase("{option} is too long: at most {most} characters", option=option, most=about["max_length"])


def _too_long(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    return phrase("{option} is too long: at most {most}", option=option, most=about["max_length"])


def _other(option: str, value: str, about: Mapping[str, Any]) -> Phrase:
    return phrase("{option}: {problem}", option=option, problem=about["msg"])


_SENTENCES: dict[str, Callable[[str, str, Mapping[str, Any]], Phrase]] = {
    "missing": _missing,
    "int_parsing": _no_number,
    "int_type": _no_number,
    "int_from_float": _no_number,
    "bool_parsing": _no_bool,
    "bool_type": _no_bool,
    "string_type": _no_text,
    "tuple_type": _no_list,
    "list_type": _no_list,
    "model_type": _no_mapping,
    "dict_type": _no_mapping,
    "literal_error": _no_choice,
    "enum": _no_choice,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_great,
    "string_too_short": _too_short,
    "string_too_long": _too_wordy,
    "too_long": _too_long,
}
