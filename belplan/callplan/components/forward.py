"""Forward: the call goes to one telephone, one person, another plan or a number outside."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from belplan.callevents import Outcome, Phrase, phrase
from belplan.callplan.component import STEPS, Call, Component, Ended, Enter, EnterPlan, Result, _
from belplan.callplan.options import DeviceRef, ExternalNumber, Line, PlanRef, RingOrder, Seconds, UserRef


class Forward(Component):
    """Exactly one of device, user, plan and external says where to. A forward to a plan never comes back.

    An external number that is one of the company's own is its plan: such a call never goes out and comes in again.
    """

    kind: ClassVar[str] = "forward"
    title: ClassVar[str] = _("Forward")
    group: ClassVar[Literal["conditions", "calling", "telling", "ending"]] = "calling"

    device: DeviceRef | None = Field(default=None, title=_("Telephone"))
    user: UserRef | None = Field(default=None, title=_("Colleague"))
    plan: PlanRef | None = Field(default=None, title=_("Call plan"))
    external: ExternalNumber | None = Field(default=None, title=_("External number"))
    timeout: Seconds = Field(default=20, title=_("Time-out in seconds"))
    accept_key: bool = Field(default=False, title=_("Press 1 to accept"))
    show_caller: Literal["company", "caller"] = Field(default="company", title=_("Number shown"))
    label: Line = Field(default="", max_length=40, title=_("Label on the display"))

    def branches(self) -> tuple[str, ...]:
        """Nothing comes after a forward to a plan."""
        return () if self.plan is not None else (STEPS,)

    async def run(self, call: Call) -> Result:
        """Enter the plan, or ring the one party and end with the talk, if there was one."""
        if plan := self.plan or call.plan_of(self.external or ""):
            return EnterPlan(plan, phrase("forwarded to the plan {plan}", plan=plan))
        rung = await call.ring(
            (self._member(),),
            RingOrder.RING_ALL,
            self.timeout,
            accept_key=self.accept_key,
            label=self.label,
            show_caller=self.show_caller,
        )
        return Ended(Outcome.ANSWERED, rung.reason) if rung.talked else Enter(rung.reason)

    def problems(self) -> tuple[Phrase, ...]:
        """One place to go to; what only concerns numbers outside stands with such a number."""
        found: list[Phrase] = []
        if sum(place is not None for place in (self.device, self.user, self.plan, self.external)) != 1:
            found.append(phrase("choose exactly one of device, user, plan and external"))
        elif self.external is None and self.accept_key:
            found.append(phrase("accept_key is only for an external number: leave it out"))
        elif self.external is None and self.show_caller == "caller":
            found.append(phrase("show_caller is only for an external number: leave it out"))
        return tuple(found)

    def summary(self) -> Phrase:
        """This step as one plain sentence."""
        if self.plan is not None:
            return phrase("Forward to the plan {plan}", plan=self.plan)
        return phrase("Forward to {party}, {seconds} s", party=self._member(), seconds=self.timeout)

    def _member(self) -> str:
        if self.device is not None:
            return f"device/{self.device}"
        return f"user/{self.user}" if self.user is not None else self.external or ""
