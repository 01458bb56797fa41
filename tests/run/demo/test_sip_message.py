"""SIP messages as they arrive: names, numbers and reasons in every form that telephones send."""

import pytest

from belplan.run.demo.sip_message import Party, SipMessage, party

pytestmark = pytest.mark.fast

INVITE = """INVITE sip:101@127.0.0.1 SIP/2.0\r
v: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1\r
f: "Sales: Jan \\"the voice\\"" <sip:+32475112233@127.0.0.1>;tag=1\r
t: <sip:101@127.0.0.1>\r
i: call-1\r
CSeq: 1 INVITE\r
Subject: a line\r
 that goes on\r
\r
f: not a header\r
"""


def message(text: str) -> SipMessage:
    return SipMessage(0.0, "in", text)


def cancel(*reasons: str) -> SipMessage:
    return message(
        "\r\n".join(["CANCEL sip:101@127.0.0.1 SIP/2.0", *(f"Reason: {reason}" for reason in reasons), "", ""])
    )


def test_short_names_folded_lines_and_quoted_names_are_read() -> None:
    invite = message(INVITE)
    assert (invite.method, invite.status, invite.call_id) == ("INVITE", None, "call-1")
    assert invite.header("Subject") == "a line that goes on"
    assert invite.headers["from"] == ['"Sales: Jan \\"the voice\\"" <sip:+32475112233@127.0.0.1>;tag=1']
    assert invite.display().shown == Party('Sales: Jan "the voice"', "+32475112233")
    assert invite.display().asserted is None


def test_an_asserted_identity_is_what_the_display_shows() -> None:
    shown = message(INVITE.replace("CSeq", 'P-Asserted-Identity: "Acme" <sip:025805000@x>\r\nCSeq')).display()
    assert shown.shown == Party("Acme", "025805000")
    assert shown.caller.number == "+32475112233"
    older = message(INVITE.replace("CSeq", 'Remote-Party-ID: "Acme" <sip:025805000@x>;party=calling\r\nCSeq'))
    assert older.display().shown == Party("Acme", "025805000")


def test_a_response_has_the_method_of_its_request() -> None:
    response = message("SIP/2.0 486 Busy Here\r\nCSeq: 7 INVITE\r\n\r\n")
    assert (response.method, response.status, response.starts_a_call) == ("INVITE", 486, False)


def test_only_an_invite_outside_a_dialogue_starts_a_call() -> None:
    assert message(INVITE).starts_a_call
    assert not message(INVITE.replace("t: <sip:101@127.0.0.1>", "t: <sip:101@127.0.0.1>;tag=2")).starts_a_call


@pytest.mark.parametrize(
    ("reasons", "elsewhere"),
    [
        (['SIP;cause=200;text="Call completed elsewhere"'], True),
        (["Q.850;cause=26", "SIP ;cause=200"], True),
        (['Q.850;cause=16, SIP;text="x";cause=200'], True),
        (["Q.850;cause=200"], False),
        (["SIP;cause=487"], False),
        (["SIP;cause=2000"], False),
        ([], False),
    ],
)
def test_completed_elsewhere_is_said_by_a_sip_cause_200_only(reasons: list[str], elsewhere: bool) -> None:
    assert cancel(*reasons).says_completed_elsewhere is elsewhere


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("sip:101@127.0.0.1;tag=3", Party("", "101")),
        ("Ann <sips:101@127.0.0.1>", Party("Ann", "101")),
        ("<tel:+3225805000>", Party("", "+3225805000")),
        ('"" <sip:anonymous@anonymous.invalid>', Party("", "anonymous")),
        ("nonsense", Party("", "")),
    ],
)
def test_a_party_is_read_in_every_form(address: str, expected: Party) -> None:
    assert party(address) == expected
