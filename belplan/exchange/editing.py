"""Edits of a draft plan, one transaction each: kept in a log from which everybody undoes their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from belplan.callevents import Phrase, phrase
from belplan.callplan.editing import edits
from belplan.callplan.editing.edits import AnyEdit, Edit
from belplan.callplan.editing.refused import EditRefused
from belplan.callplan.editing.tree import Tree, read, tree_data
from belplan.callplan.editing.words import told
from belplan.exchange.models import DraftEdit, DraftPlan

KEPT = 500  # edits of a plan that can be undone
LONGEST = 200_000  # characters of one edit
NEARBY = timedelta(minutes=5)  # so long after an edit somebody counts as editing


@dataclass(frozen=True)
class Editor:
    """Who edits: the sign-in name, and what colleagues call them."""

    login: str
    name: str


@dataclass(frozen=True)
class Edited:
    """A draft as it is after an edit, and what was done. `step` is what the edit was about, if it is still there."""

    tree: Tree
    what: Phrase
    step: str = ""
    changed: bool = True  # false where all was so already


def tree_of(draft: DraftPlan) -> Tree:
    """The draft's tree, with ids for what was stored without."""
    return read(draft.tree)


def edit(draft: DraftPlan, wanted: Edit, who: Editor, now: datetime) -> Edited:
    """Make an edit. Raises EditRefused with nothing changed. `draft` is brought up to date."""
    known = _as_stored(wanted)
    with transaction.atomic():
        tree = _locked(draft)
        changed, inverse = edits.apply(tree, known)
        what = told(known, tree)
        differs = changed != tree
        if differs:
            _own(draft, who).filter(undone=True).delete()  # a new way: what was undone is past
            _store(draft, changed)
            _note(draft, known, inverse, what, who, now)
    return Edited(changed, what, _about(inverse, changed), differs)


def undo(draft: DraftPlan, who: Editor) -> Edited:
    """Undo this editor's own last edit. Raises EditRefused: there is none, or somebody built on it since."""
    with transaction.atomic():
        tree = _locked(draft)
        row = _done(draft, who).first()
        if row is None:
            raise EditRefused(phrase("You have nothing left to undo here."))
        return _turn(draft, tree, row, undone=True)


def redo(draft: DraftPlan, who: Editor) -> Edited:
    """Make again what this editor undid last. Raises EditRefused."""
    with transaction.atomic():
        tree = _locked(draft)
        row = _undone(draft, who).first()
        if row is None:
            raise EditRefused(phrase("You have nothing left to redo here."))
        return _turn(draft, tree, row, undone=False)


def last_edit(draft: DraftPlan, who: Editor) -> Phrase | None:
    """What `undo` would undo, in words."""
    return _words(_done(draft, who))


def next_edit(draft: DraftPlan, who: Editor) -> Phrase | None:
    """What `redo` would make again, in words."""
    return _words(_undone(draft, who))


def others(draft: DraftPlan, who: Editor, now: datetime) -> list[str]:
    """Names of who else edited this draft just now."""
    recent = DraftEdit.objects.for_company(draft.company).filter(plan=draft, at__gte=now - NEARBY)
    return list(recent.exclude(who=who.login).order_by("name").values_list("name", flat=True).distinct())


def _turn(draft: DraftPlan, tree: Tree, row: DraftEdit, *, undone: bool) -> Edited:
    """Apply one side of a row of the log, and keep what would turn it back."""
    now = edits.read_edit(row.inverse if undone else row.edit)
    changed, back = edits.apply(tree, now)
    row.edit, row.inverse = (edits.edit_data(back), row.inverse) if undone else (row.edit, edits.edit_data(back))
    row.undone = undone
    row.save(update_fields=["edit", "inverse", "undone"])
    _store(draft, changed)
    what = msgspec.convert(row.what, Phrase)
    text = phrase("Undone: {what}", what=what) if undone else phrase("Done again: {what}", what=what)
    return Edited(changed, text, _about(back, changed))


def _as_stored(wanted: Edit) -> AnyEdit:
    """The edit as the log will give it back. Raises EditRefused for one that is too large."""
    text = msgspec.json.encode(wanted)
    if len(text) > LONGEST:
        raise EditRefused(phrase("This is too much at once: shorten the texts, or paste fewer steps."))
    return edits.read_edit(msgspec.json.decode(text))


def _locked(draft: DraftPlan) -> Tree:
    """The tree as it is now; nobody else changes it before this transaction ends."""
    rows = DraftPlan.objects.for_company(draft.company).select_for_update().filter(pk=draft.pk)
    now = rows.values_list("tree", "edits").first()
    if now is None:
        raise EditRefused(phrase("This call plan is no longer there: somebody removed it meanwhile."))
    draft.tree, draft.edits = now
    return tree_of(draft)


def _store(draft: DraftPlan, tree: Tree) -> None:
    """Only tree and count: names and numbers of the plan have a way of their own."""
    draft.tree, draft.edits = tree_data(tree), draft.edits + 1
    rows = DraftPlan.objects.for_company(draft.company).filter(pk=draft.pk)
    rows.update(tree=draft.tree, edits=draft.edits)


def _note(draft: DraftPlan, made: Edit, inverse: Edit, what: Phrase, who: Editor, now: datetime) -> None:
    DraftEdit(
        company=draft.company,
        plan=draft,
        number=draft.edits,
        edit=edits.edit_data(made),
        inverse=edits.edit_data(inverse),
        what=msgspec.to_builtins(what),
        who=who.login,
        name=who.name,
        at=now,
    ).save()
    rows = DraftEdit.objects.for_company(draft.company).filter(plan=draft)
    if draft.edits % 50 == 0:  # now and then is enough
        oldest = rows.order_by("-number").values_list("number", flat=True)[KEPT : KEPT + 1].first()
        rows.filter(number__lte=oldest or 0).delete()


def _own(draft: DraftPlan, who: Editor) -> QuerySet[DraftEdit]:
    return DraftEdit.objects.for_company(draft.company).filter(plan=draft, who=who.login)


def _done(draft: DraftPlan, who: Editor) -> QuerySet[DraftEdit]:
    return _own(draft, who).filter(undone=False).order_by("-number")


def _undone(draft: DraftPlan, who: Editor) -> QuerySet[DraftEdit]:
    return _own(draft, who).filter(undone=True).order_by("number")


def _words(rows: QuerySet[DraftEdit]) -> Phrase | None:
    """Of the first; without the edits themselves, which may be long."""
    what = rows.values_list("what", flat=True).first()
    return msgspec.convert(what, Phrase) if what else None


def _about(inverse: AnyEdit, tree: Tree) -> str:
    """The step or diversion that an edit left changed."""
    about = getattr(inverse, "id", "")
    return about if about in tree.ids() else ""
