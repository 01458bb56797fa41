"""Ring group: several telephones ring in some order, until one answers or all have had their time."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from belplan.callevents import Outcome, Phrase, phrase
from belplan.callplan.component import Call, Component, Ended, Enter, Result, _
from belplan.callplan.options import Line, Member, Order, RingOrder, Rings, Seconds

_SUMMARIES = {
    RingOrder.RING_ALL: phrase("all at once"),
    RingOrder.MEMORY_HUNT: phrase("always one more"),
    RingOrder.ROUND_ROBIN: phrase("in turn"),
    RingOrder.CASCADE: phrase("one by one"),
}


class RingGroup(Component):
    """Rings its members; when nobody answers the call goes on. Members' own plans are never followed."""

    kind: ClassVar[str] = "ring_group"
    title: ClassVar[str] = _("Ring group")
    group: ClassVar[Literal["conditions", "calling", "telling", "ending"]] = "calling"

    name: Line = Field(
        default="",
        max_length=40,
        examples=["Support"],
        title=_("Name of the group"),
        description=_("For the plan's readers; without a name they read the members."),
    )
    members: tuple[Member, ...] = Field(
        max_length=100, examples=["user/ann", "device/lobby", "32467890123"], title=_("Members")
    )
    order: Annotated[Order, Rings("members", "timeout")] = Field(default=RingOrder.RING_ALL, title=_("Ring order"))
    timeout: Seconds = Field(
        default=20, title=_("Time-out"), description=_("Where members ring one after another, each has so long.")
    )
    accept_key: bool = Field(
        default=True,
        title=_("External members press 1 to accept"),
        description=_("Without it a mobile's own voicemail may take the call."),
    )

    async def run(self, call: Call) -> Result:
        """Ring; the call ends with the talk, if there was one."""
        rung = await call.ring(self.members, self.order, self.timeout, accept_key=self.accept_key)
        return Ended(Outcome.ANSWERED, rung.reason) if rung.talked else Enter(rung.reason)

    def problems(self) -> tuple[Phrase, ...]:
        """A group needs members, each of them once."""
        if not self.members:
            return (phrase("the ring group is empty: add a member", option="members"),)
        twice = dict.fromkeys(member for member in self.members if self.members.count(member) > 1)
        return tuple(
            phrase("{member} is in the group twice: leave it out once", member=member, option="members")
            for member in twice
        )

    def summary(self) -> Phrase:
        """This step as one plain sentence; with one member the order says nothing."""
        who, order = ", ".join(self.members), _SUMMARIES[self.order]
        if self.name:
            return phrase("Ring {group}: {order}, {seconds} s", group=self.name, order=order, seconds=self.timeout)
        if len(self.members) == 1:
            return phrase("Ring {members}, {seconds} s", members=who, seconds=self.timeout)
        return phrase("Ring {members}: {order}, {seconds} s", members=who, order=order, seconds=self.timeout)
