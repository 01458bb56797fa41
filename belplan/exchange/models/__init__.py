"""The tables of the exchange, one file a thing that a company arranges."""

from belplan.exchange.models.devices import Device
from belplan.exchange.models.edits import DraftEdit
from belplan.exchange.models.hold_music import HoldMusic
from belplan.exchange.models.internal import InternalNumber
from belplan.exchange.models.jobs import Job, JobState
from belplan.exchange.models.live import DoNotDisturb, Seat, SwitchedDiversion
from belplan.exchange.models.numbers import Number, PhonebookEntry
from belplan.exchange.models.people import Person
from belplan.exchange.models.plans import DraftPlan
from belplan.exchange.models.shared import CallerList, Hours, Menu, Sound
from belplan.exchange.models.trunks import Trunk

__all__ = [
    "CallerList",
    "Device",
    "DoNotDisturb",
    "DraftEdit",
    "DraftPlan",
    "HoldMusic",
    "Hours",
    "InternalNumber",
    "Job",
    "JobState",
    "Menu",
    "Number",
    "Person",
    "PhonebookEntry",
    "Seat",
    "Sound",
    "SwitchedDiversion",
    "Trunk",
]
