"""How a company's trunks stand with their carriers, asked of the engine now: in words, with the mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from belplan.engine.door import AnyRequest, AskTrunks, EngineAway, Reply
from belplan.exchange.models import Trunk
from belplan.switch.port import TrunkStanding, TrunkState
from belplan.tenancy.models import Company

WRONG_SECRET = (401, 403, 407)  # RFC 3261 section 21.4
UNKNOWN_USER = (404, 604)
FIRST_OF_SERVER = 500  # from here on the carrier says that the fault is its own


@dataclass(frozen=True)
class Line:
    """One trunk. `good` is None where it is not known, or not said that anything is wrong."""

    name: str
    good: bool | None
    text: str
    mend: str = ""


def lines_of(company: Company, trunks: Iterable[Trunk], *, operator: bool) -> list[Line]:
    """Each of these trunks of the company; who is no operator is told whom to tell instead of the mend."""
    ask = cast("Callable[[AnyRequest], Reply]", import_string(settings.BELPLAN_ASK_ENGINE))
    try:
        found = ask(AskTrunks(company.key)).trunks
    except EngineAway:
        found = {}
    lines = [_line(trunk, found.get(trunk.key)) for trunk in trunks]
    return lines if operator else [_for_company(line) for line in lines]


def _line(trunk: Trunk, standing: TrunkStanding | None) -> Line:
    match standing:
        case None:
            return Line(trunk.name, None, _("The exchange doesn't answer at the moment, so this isn't known."))
        case TrunkStanding(state=TrunkState.REGISTERED):
            return Line(trunk.name, True, _("Registered with the carrier."))
        case TrunkStanding(state=TrunkState.TRYING):
            return Line(trunk.name, None, _("Registering: the carrier was asked, and has not answered yet."))
        case TrunkStanding(state=TrunkState.REACHABLE):
            return Line(
                trunk.name, True, _("Known by its address, so there is nothing to register. The carrier answers.")
            )
        case TrunkStanding(state=TrunkState.UNREACHABLE):
            return _unreachable(trunk)
        case TrunkStanding(state=TrunkState.NO_ANSWER):
            told = {"server": f"{trunk.host}:{trunk.port}"}
            return Line(trunk.name, False, _("Not registered: %(server)s does not answer.") % told, _server_mend())
    return _refused(trunk, standing.status)


def _unreachable(trunk: Trunk) -> Line:
    text = _("Known by its address, so there is nothing to register. The carrier does not answer when asked (OPTIONS).")
    few = _("Some carriers never answer that. If calls fail too:")
    return Line(trunk.name, None, text, f"{few} {_server_mend()}")


def _server_mend() -> str:
    return _("See that the server and the port are right, and that no firewall stands between.")


def _refused(trunk: Trunk, status: int) -> Line:
    if status in WRONG_SECRET:
        text = _("Not registered: the carrier refuses the user name or the password (%(status)s).")
        mend = _("Compare both with what the carrier gave you, and save them here. We try again every minute.")
    elif status in UNKNOWN_USER:
        text = _("Not registered: the carrier does not know this user name (%(status)s).")
        mend = _("Compare it with what the carrier gave you, and save it here. We try again every minute.")
    elif status >= FIRST_OF_SERVER:
        text = _("Not registered: the carrier says that it can't register anybody now (%(status)s).")
        mend = _("We try again by ourselves. If it stays so, ask the carrier.")
    elif status:
        text = _("Not registered: the carrier refuses it (%(status)s).")
        mend = _("Ask the carrier what it misses: that code tells them.")
    else:
        text = _("Not registered: the carrier refuses it.")
        mend = _("Ask the carrier what it misses.")
    return Line(trunk.name, False, text % {"status": status}, mend)


def _for_company(line: Line) -> Line:
    if line.good is not False:
        return Line(line.name, line.good, line.text)
    mend = _("Until this is mended nobody can call you from outside over it: tell who runs the platform.")
    return Line(line.name, False, line.text, mend)
