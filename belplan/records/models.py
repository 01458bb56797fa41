"""Call records as the reports search them, and how far each node's journal has been read."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.callevents import CallEvent, from_line
from belplan.records.fold import CalledLeg, PathStep, Record, fold
from belplan.tenancy.models import TenantModel

DIRECTIONS = [("inbound", _("inbound")), ("outbound", _("outbound")), ("internal", _("internal"))]
OUTCOMES = [
    ("answered", _("answered")),
    ("hung_up", _("ended by the call plan")),
    ("unreachable", _("not reachable")),
    ("abandoned", _("caller hung up")),
    ("busy", _("busy")),
    ("no_answer", _("no answer")),
    ("refused", _("refused")),
    ("failed", _("failed")),
]


class JournalPosition(models.Model):
    """How far a node's journal has been made into records; moves in one transaction with them."""

    node = models.CharField(max_length=60, unique=True)
    segment = models.BigIntegerField(default=0)
    offset = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.node}: {self.segment}, {self.offset}"


class CallRecord(TenantModel):
    """One call, running or over. `facts` are its lines of the journal; the other columns are folded from them."""

    call = models.CharField(max_length=100, unique=True)
    facts = models.TextField()
    node = models.CharField(max_length=60)
    direction = models.CharField(_("direction"), max_length=10, choices=DIRECTIONS)
    caller = models.CharField(_("caller"), max_length=40, blank=True)  # empty when withheld
    caller_name = models.CharField(_("name"), max_length=100, blank=True)
    dialled = models.CharField(_("number dialled"), max_length=40, blank=True)
    plan = models.CharField(_("call plan"), max_length=60, blank=True)  # its key; the first that the call entered
    plan_version = models.PositiveIntegerField(null=True)
    started = models.DateTimeField(_("started"))
    answered = models.DateTimeField(_("answered"), null=True)
    answered_by = models.CharField(_("answered by"), max_length=100, blank=True)  # "user/ann", "device/lobby", digits
    ended = models.DateTimeField(_("ended"), null=True)  # None while it runs
    ring_seconds = models.FloatField(_("ringing"), default=0)
    talk_seconds = models.FloatField(_("talk"), default=0)
    outcome = models.CharField(_("outcome"), max_length=12, choices=OUTCOMES, blank=True)  # empty while it runs
    words = models.CharField(max_length=300, blank=True)  # what a search goes through: belplan.records.parties

    class Meta(TenantModel.Meta):
        # Holds all that filters, searches and totals ask, so that they never touch the rows with their long facts.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=[
                    *("company", "-started", "-id", "direction", "plan"),
                    *("answered", "ended", "ring_seconds", "talk_seconds", "words"),
                ],
                name="calls_searched",
            ),
            models.Index(
                fields=["company", "-started", "-id"], condition=models.Q(ended__isnull=True), name="calls_running"
            ),
        ]

    def __str__(self) -> str:
        return self.call

    @cached_property
    def record(self) -> Record:
        """All that is known of the call: its path with reasons, its legs, why it ended."""
        return fold(self.known_facts())

    def known_facts(self) -> list[CallEvent]:
        """The facts that `facts` holds."""
        # Never splitlines: a name within a line may hold one of the rare line breaks that JSON leaves as they are.
        return [from_line(line.encode()) for line in self.facts.split("\n") if line]

    @property
    def path(self) -> tuple[PathStep, ...]:
        """The steps that the call came to."""
        return self.record.path

    @property
    def legs(self) -> tuple[CalledLeg, ...]:
        """The telephones that were called."""
        return self.record.legs


class CallParty(TenantModel):
    """Somebody of the company who made a call, was rung or answered: "user/ann", "device/lobby"."""

    call = models.ForeignKey(CallRecord, on_delete=models.CASCADE, related_name="parties")
    party = models.CharField(max_length=100)
    started = models.DateTimeField()  # the call's: a person's calls are found in their order

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["company", "party", "-started", "-call"], name="calls_of_party"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "party", "call"], name="party_of_call"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.party}"
