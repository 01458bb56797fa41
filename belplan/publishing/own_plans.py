"""A user's own plan: made of presets and put in force, or taken away; an ordinary plan underneath."""

from __future__ import annotations

from belplan.callplan.own_route import Route, plan_of
from belplan.callplan.plan import Plan
from belplan.exchange.drafts import store_draft
from belplan.exchange.models import DraftPlan, Person
from belplan.publishing.arranging import arranged, free_key
from belplan.publishing.models import PublishedPlanRow
from belplan.publishing.plan_keeping import Keeper, taken_keys
from belplan.publishing.publish import By, publish_plan
from belplan.tenancy.models import note_change


def own_plan_of(person: Person) -> DraftPlan | None:
    """Their own plan, where they have one."""
    return DraftPlan.objects.for_company(person.company).filter(owner=person).select_related("owner").first()


def keep_route(person: Person, route: Route, by: By) -> int:
    """Let calls to them go this way, in place of what their plan did before. Raises PublishError, nothing changed."""
    return publish_plan(person.company, _plan(person, route), by)


def open_route(person: Person, by: Keeper) -> DraftPlan:
    """Their own plan, to be edited; for who has none a new draft, to which no call comes until it is published.

    Raises ValidationError.
    """
    if draft := own_plan_of(person):
        return draft
    with arranged(person.company) as company:
        draft = store_draft(company, _plan(person, Route()))
        what = f"own plan of user {person.key} drafted"
        note_change(company, who=by.who, what=what, origin=by.origin, after=draft.text_form())
    return draft


def _plan(person: Person, route: Route) -> Plan:
    """Under the key that their plan has already, or a free one."""
    draft = own_plan_of(person)
    free = f"route-{person.key}"
    key = draft.key if draft else free_key(free, taken_keys(person.company), otherwise="route", longest=64)
    return plan_of(route, key, person.name, person.key)


def drop_route(person: Person, by: Keeper) -> None:
    """Let their telephones just ring again. Raises ValidationError."""
    draft = own_plan_of(person)
    if draft is None:
        return
    with arranged(person.company) as company:
        before = draft.text_form()
        note_change(company, who=by.who, what=f"own plan of user {person.key} removed", origin=by.origin, before=before)
        draft.delete()


def version_in_force(draft: DraftPlan) -> PublishedPlanRow | None:
    """The newest published version of a plan."""
    return PublishedPlanRow.objects.for_company(draft.company).filter(key=draft.key).order_by("-version").first()
