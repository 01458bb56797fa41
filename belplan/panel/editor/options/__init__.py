"""The side panel's form for one step, made from what its component declares of its options."""

from belplan.panel.editor.options.form import OptionsForm, form_for

__all__ = ["OptionsForm", "form_for"]
