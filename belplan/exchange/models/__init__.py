"""The tables of the exchange, one file a thing that a company arranges."""

from belplan.exchange.models.devices import Device
from belplan.exchange.models.internal import InternalNumber
from belplan.exchange.models.numbers import Number, PhonebookEntry
from belplan.exchange.models.people import Person
from belplan.exchange.models.plans import DraftPlan
from belplan.exchange.models.shared import Hours, Sound
from belplan.exchange.models.trunks import Trunk

__all__ = ["Device", "DraftPlan", "Hours", "InternalNumber", "Number", "Person", "PhonebookEntry", "Sound", "Trunk"]
