"""How ARI's words become telephone words, and telephone words become dial strings."""

import pytest

from belplan.callevents import Ending
from belplan.switch.asterisk.addresses import ring_order
from belplan.switch.asterisk.endings import CAUSES, outgoing_ending
from belplan.switch.asterisk.events import Channel, Event, Party
from belplan.switch.asterisk.invitations import invitation_of
from belplan.switch.port import DeviceAddress, Identity, TrunkAddress

pytestmark = pytest.mark.fast

JAN = Identity("Jan", "32475112233")


@pytest.mark.parametrize(
    ("cause", "status", "rang", "ending"),
    [
        (17, 486, True, Ending.BUSY),
        (17, 600, False, Ending.BUSY),
        (21, 603, True, Ending.REFUSED),
        (21, 403, False, Ending.REFUSED),
        (19, 480, True, Ending.NO_ANSWER),
        (19, 480, False, Ending.UNREACHABLE),
        (18, 408, True, Ending.NO_ANSWER),
        (1, 404, False, Ending.UNREACHABLE),
        (34, 503, False, Ending.UNREACHABLE),
        (26, 0, True, Ending.ELSEWHERE),
        (0, 0, False, Ending.UNREACHABLE),
    ],
)
def test_causes_in_telephone_words(cause: int, status: int, rang: bool, ending: Ending) -> None:
    assert outgoing_ending(cause, status, rang) == ending


def test_every_ending_has_a_cause_to_say_it_with() -> None:
    assert CAUSES.keys() == set(Ending)


@pytest.mark.parametrize("number", ["", "+32475", "32475/x", "32475@elsewhere", "32475&SIP", "32 475", "٣٢"])
def test_only_digits_get_into_a_dial_string(number: str) -> None:
    with pytest.raises(ValueError, match="number"):
        ring_order(TrunkAddress("carrier", number), JAN, 20)


@pytest.mark.parametrize("account", ["", "ann/bob", "ann@carrier", "ann,20", "a&b"])
def test_only_names_get_into_a_dial_string(account: str) -> None:
    with pytest.raises(ValueError, match="account"):
        ring_order(DeviceAddress(account), JAN, 20)


def test_a_name_of_a_person_stays_out_of_the_dial_string() -> None:
    order = ring_order(DeviceAddress("demo.ann"), Identity("Eve,20)&PJSIP/x${SHELL(id)}", "32475112233"), 20)
    assert order.endpoint == "PJSIP/demo.ann"
    assert order.variables["CONNECTEDLINE(name,i)"] == "Eve,20)&PJSIP/x${SHELL(id)}"


def test_a_name_of_a_person_begins_no_header() -> None:
    order = ring_order(DeviceAddress("demo.ann"), Identity("Eve\r\nAlert-Info: auto-answer", "201"), 20)
    assert order.variables["CONNECTEDLINE(name,i)"] == "Eve  Alert-Info: auto-answer"


def start(*args: str, name: str = "Jan", number: str = "32475112233") -> Event:
    return Event("StasisStart", args=args, channel=Channel("1.2", "Ring", Party(name, number)))


def test_a_call_tells_where_it_comes_from_and_where_it_goes() -> None:
    invitation = invitation_of(start("trunk", "carrier", "3225805000", "allowed_not_screened"))
    assert invitation
    assert (invitation.role, invitation.account, invitation.dialled) == ("trunk", "carrier", "3225805000")
    assert invitation.caller == JAN


@pytest.mark.parametrize("number", ["anonymous", "Anonymous", "restricted", "unavailable", ""])
def test_a_caller_without_a_number_is_withheld(number: str) -> None:
    invitation = invitation_of(start("trunk", "carrier", "3225805000", name="Anonymous", number=number))
    assert invitation
    assert invitation.caller == Identity("", "")


def test_a_number_that_may_not_be_presented_is_withheld() -> None:
    invitation = invitation_of(start("trunk", "carrier", "3225805000", "prohib_passed_screen"))
    assert invitation
    assert invitation.caller == Identity("", "")


def test_a_quoted_name_is_read_as_it_was_meant() -> None:
    invitation = invitation_of(start("device", "demo.ann", "101", name=r"Jan \"de Smet\" \\ Co"))
    assert invitation
    assert invitation.caller.name == r'Jan "de Smet" \ Co'


def test_a_name_of_unprintable_characters_is_read_without_them() -> None:
    invitation = invitation_of(start("trunk", "carrier", "3225805000", name="J\x00ürgen\r\n\x1b[31m"))
    assert invitation
    assert invitation.caller.name == "Jürgen[31m"


@pytest.mark.parametrize("args", [(), ("leg",), ("trunk", "carrier"), ("fax", "carrier", "3225805000")])
def test_what_is_no_call_is_no_invitation(args: tuple[str, ...]) -> None:
    assert invitation_of(start(*args)) is None
