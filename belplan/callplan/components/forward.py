"""Forward: the call goes to one telephone, one person, another plan or a number outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from belplan.callevents import Ending, Outcome, Phrase, phrase
from belplan.callplan.component import STEPS, Call, Component, Ended, Enter, EnterPlan, OneOf, Result, _
from belplan.callplan.options import (
    DeviceRef,
    ExternalNumber,
    Line,
    OnlyWith,
    PlanRef,
    RingOrder,
    Seconds,
    UserRef,
    Words,
)

BUSY = "busy"  # the branch of who is busy, refuses or cannot be reached

_RINGING = OnlyWith(("user", "device", "external"))
_OUTSIDE = OnlyWith(("external",))
_COLLEAGUE = OnlyWith(("user",))
_SHOWN = Words((("company", _("A number of the company")), ("caller", _("The caller's own number"))))


class Forward(Component):
    """Exactly one of device, user, plan and external says where to. A forward to a plan never comes back.

    An external number that is one of the company's own is its plan: such a call never goes out and comes in again.
    With `follow` a user's own plan is entered, where they have one, and never left; in that plan itself their
    telephones ring. Who rang in vain goes on with its `steps`; who was busy, refused or could not be reached goes on
    with the branch `busy`, if that holds steps.
    """

    kind: ClassVar[str] = "forward"
    title: ClassVar[str] = _("Forward")
    group: ClassVar[Literal["conditions", "calling", "telling", "ending"]] = "calling"

    one_of: ClassVar[tuple[OneOf, ...]] = (OneOf(_("Where to?"), ("user", "device", "plan", "external")),)

    came_later: ClassVar[Mapping[str, Any]] = {"follow": False}

    device: DeviceRef | None = Field(default=None, title=_("Telephone"))
    user: UserRef | None = Field(default=None, title=_("Colleague"))
    plan: PlanRef | None = Field(default=None, title=_("Call plan"))
    external: ExternalNumber | None = Field(default=None, title=_("External number"))
    timeout: Annotated[Seconds, _RINGING] = Field(
        default=20, title=_("Time-out"), description=_("Without answer the call goes on after so long.")
    )
    follow: Annotated[bool, _COLLEAGUE] = Field(
        default=True,
        title=_("Follow their own route"),
        description=_("For who has one: it then decides how long rings what, and the call does not come back here."),
    )
    accept_key: Annotated[bool, _OUTSIDE] = Field(
        default=False,
        title=_("Press 1 to accept"),
        description=_("Without it a mobile's own voicemail may take the call."),
    )
    show_caller: Annotated[Literal["company", "caller"], _SHOWN, _OUTSIDE] = Field(
        default="company",
        title=_("Number shown"),
        description=_("The caller's own shows where your telephone line allows it; a withheld number stays hidden."),
    )
    label: Annotated[Line, _RINGING] = Field(
        default="",
        max_length=40,
        title=_("Label on the display"),
        description=_("Stands before the caller's name on the telephone that rings."),
    )

    def branches(self) -> tuple[str, ...]:
        """Nothing comes after a forward to a plan."""
        return () if self.plan is not None else (STEPS, BUSY)

    def follows(self) -> str:
        """The colleague, unless only their telephones are to ring."""
        return self.user or "" if self.follow else ""

    async def run(self, call: Call) -> Result:
        """Enter the plan, or ring the one party and end with the talk, if there was one."""
        if plan := self.plan or call.plan_of(self.external or ""):
            return EnterPlan(plan, phrase("forwarded to the plan {plan}", plan=plan))
        if plan := call.own_plan(self.follows()):
            return EnterPlan(plan, phrase("{who} has a route of their own", who=self._member()))
        rung = await call.ring(
            (self._member(),),
            RingOrder.RING_ALL,
            self.timeout,
            accept_key=self.accept_key,
            label=self.label,
            show_caller=self.show_caller,
        )
        if rung.talked:
            return Ended(Outcome.ANSWERED, rung.reason)
        return Enter(rung.reason, STEPS if rung.ending is Ending.NO_ANSWER else BUSY)

    def problems(self) -> tuple[Phrase, ...]:
        """One place to go to; what only concerns numbers outside stands with such a number."""
        if (wrong := super().problems()) or self.external is not None:
            return wrong
        outside = {"accept_key": self.accept_key, "show_caller": self.show_caller == "caller"}
        return tuple(
            phrase("{option} is only for an external number: leave it out", option=option)
            for option, given in outside.items()
            if given
        )

    def summary(self) -> Phrase:
        """This step as one plain sentence."""
        if self.plan is not None:
            return phrase("Forward to the plan {plan}", plan=self.plan)
        if self.user is not None and not self.follow:
            return phrase("Ring the telephones of {party}, {seconds} s", party=self._member(), seconds=self.timeout)
        return phrase("Forward to {party}, {seconds} s", party=self._member(), seconds=self.timeout)

    def _member(self) -> str:
        if self.device is not None:
            return f"device/{self.device}"
        return f"user/{self.user}" if self.user is not None else self.external or ""
