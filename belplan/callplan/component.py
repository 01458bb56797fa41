"""The contract of a call plan's building blocks: what one declares, what it may ask of a call, what it answers.

A component is one file with one class: its options (pydantic fields, from which form, schema and documents follow),
its branches, its dialogue with the caller and its summary in one sentence. It knows neither its neighbours, nor
Django, nor a switch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from belplan.callevents import Ending, Phrase, phrase
from belplan.callevents import Outcome as CallOutcome

if TYPE_CHECKING:
    from belplan.callplan.caller_list import CallerList
    from belplan.callplan.hours import Hours
    from belplan.callplan.menu_settings import MenuSettings
    from belplan.callplan.options import RingOrder

STEPS = "steps"  # the name of the one branch that most components have


def _(label: str) -> str:
    """Mark an English label for the catalogues; whoever shows it translates it."""
    return label


@dataclass(frozen=True)
class OneOf:
    """Options of which exactly one says something; a form asks the question, then for the one chosen."""

    question: str
    options: tuple[str, ...]

    def problems(self, component: BaseModel) -> tuple[Phrase, ...]:
        """What is wrong where none of them is given, or several are."""
        if sum(getattr(component, option) not in (None, False) for option in self.options) == 1:
            return ()
        *some, last = self.options
        return (phrase("choose exactly one of {some} and {last}", some=", ".join(some), last=last),)


@dataclass(frozen=True)
class SpokenText:
    """A text to be spoken to callers; synthesised when the plan is published, never while a caller waits."""

    text: str
    language: str

    @property
    def key(self) -> str:
        """Its key among a plan's sounds."""
        return f"say/{self.language}/{self.text}"


@dataclass(frozen=True)
class Enter:
    """The step did its work: run its branch, then the next sibling, for this reason.

    A branch without steps gives way to the one called "steps", where the component has that.
    """

    reason: Phrase
    branch: str = STEPS


@dataclass(frozen=True)
class EnterPlan:
    """Go on in another plan and never come back."""

    plan: str
    reason: Phrase


@dataclass(frozen=True)
class Ended:
    """The call is over."""

    outcome: CallOutcome
    reason: Phrase


Result = Enter | EnterPlan | Ended


@dataclass(frozen=True)
class Verdict:
    """Whether a condition holds, and why (or why not)."""

    holds: bool
    reason: Phrase


@dataclass(frozen=True)
class Rung:
    """What ringing came to. `talked` means that a person answered and the talk is over."""

    talked: bool
    ending: Ending
    reason: Phrase


class Call(Protocol):
    """All that a component may do with a call.

    When the caller hangs up, the task that runs the component is cancelled: use try/finally, never swallow
    CancelledError. Durations are in seconds.
    """

    @property
    def caller_number(self) -> str:
        """Digits with country code, or an extension; empty when withheld."""

    @property
    def caller_name(self) -> str:
        """As the phonebook or the network says; may be empty."""

    @property
    def dialled(self) -> str:
        """The number or extension that the caller dialled."""

    def now(self) -> datetime:
        """This moment in the company's time zone."""

    def hours(self, key: str) -> Hours:
        """Opening hours, frozen as they were when the plan was published."""

    def menu(self, key: str) -> MenuSettings:
        """A menu, frozen as it was when the plan was published."""

    def callers(self, key: str) -> CallerList:
        """A caller list, frozen as it was when the plan was published."""

    def party_of(self, number: str) -> str:
        """Who has this internal number: "user/ann", "plan/main", or empty where nobody has."""

    def in_phonebook(self, number: str) -> bool:
        """Whether the company knows this number."""

    def plan_of(self, number: str) -> str:
        """The plan that one of the company's own external numbers leads to; empty for all other numbers."""

    def own_plan(self, user: str) -> str:
        """The plan that a user has for their own calls; empty for who has none, and while the call is in that plan."""

    async def play(self, sound: str, *, answered: bool = True) -> None:
        """Play a sound of the plan (a SoundRef, or a SpokenText's key) to its end; answer the call before if asked."""

    async def ask(self, sound: str, seconds: float, most: int = 1) -> str:
        """Play a sound of the plan, answering before, until a key is pressed; the keys, or empty when none was.

        After its end the first key is waited for `seconds`, each of the following ones, up to `most`, for a moment.
        """

    async def ring(
        self,
        members: Sequence[str],
        order: RingOrder,
        seconds: float,
        *,
        accept_key: bool = False,
        label: str = "",
        show_caller: Literal["company", "caller"] = "company",
    ) -> Rung:
        """Ring members (see options.Member) in this order; when one answers, let both talk until either hangs up.

        `seconds` per member, as the order has it. `accept_key`: external members must press 1, else a mobile's
        voicemail would swallow the call. `label` is shown before the caller's name. `show_caller`: the number shown
        to external members.
        """

    def set_prefix(self, text: str) -> None:
        """Show this before the caller's name on every internal telephone that rings from here on."""

    def notify(self, to: str) -> None:
        """Have the caller's details mailed to this address; never waits."""


class Component(BaseModel):
    """Base of all components. Options are frozen; an unknown option is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    kind: ClassVar[str]
    title: ClassVar[str]
    group: ClassVar[Literal["conditions", "calling", "telling", "ending"]]
    ends: ClassVar[bool] = False  # nothing after it ever runs
    one_of: ClassVar[tuple[OneOf, ...]] = ()
    came_later: ClassVar[Mapping[str, Any]] = {}  # options that older published plans lack: what they mean there

    def branches(self) -> tuple[str, ...]:
        """The names of the branches that hold nested steps."""
        return () if self.ends else (STEPS,)

    def follows(self) -> str:
        """The user whose own plan it goes on in, where they have one; empty for none."""
        return ""

    def texts(self) -> tuple[SpokenText, ...]:
        """Texts that must be synthesised before this can run."""
        return ()

    def problems(self) -> tuple[Phrase, ...]:
        """What is wrong with these options beyond their types; each a sentence that says the mend."""
        return tuple(problem for choice in self.one_of for problem in choice.problems(self))

    async def run(self, call: Call) -> Result:
        """Do this step for a call."""
        raise TypeError(f"{self.kind} has no run()")

    def recall(self, call: Call) -> None:
        """Give back what this step left on a call that goes on under a new engine; most leave nothing."""

    def summary(self) -> Phrase:
        """This step as one plain sentence."""
        raise TypeError(f"{self.kind} has no summary()")


class Condition(Component):
    """A component that is judged once, on arrival: where it holds its steps run, else the call passes it by.

    A condition passed by is not part of the call's path; its verdict is the reason for the next step.
    """

    group: ClassVar[Literal["conditions", "calling", "telling", "ending"]] = "conditions"

    def judge(self, call: Call) -> Verdict:
        """Decide, from what is known on arrival."""
        raise TypeError(f"{self.kind} has no judge()")
