"""The components that call plans are made of, written by hand in the order of the palette."""

from __future__ import annotations

from collections.abc import Mapping

from belplan.callplan.component import Component
from belplan.callplan.components.announcement import Announcement
from belplan.callplan.components.caller_condition import CallerCondition
from belplan.callplan.components.email import Email
from belplan.callplan.components.forward import Forward
from belplan.callplan.components.hang_up import HangUp
from belplan.callplan.components.menu import Menu
from belplan.callplan.components.prefix import Prefix
from belplan.callplan.components.ring_group import RingGroup
from belplan.callplan.components.time_condition import TimeCondition

COMPONENTS: tuple[type[Component], ...] = (
    TimeCondition,
    CallerCondition,
    Menu,
    RingGroup,
    Forward,
    Announcement,
    Prefix,
    Email,
    HangUp,
)

BY_KIND: Mapping[str, type[Component]] = {component.kind: component for component in COMPONENTS}
