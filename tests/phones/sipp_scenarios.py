"""What bulk callers and devices do, as SIPp scenarios; all times are seconds.

A caller takes two fields a call: [field0] the number it calls from, [field1] the number it dials. Its INVITE is the
first step, so that `invite_branch` can point back to it.
"""

from collections.abc import Callable

VIA = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch="
CONTACT = "Contact: <sip:{user}@[local_ip]:[local_port];transport=[transport]>\n"
PARTIES = "From: <sip:[field0]@[local_ip]>;tag=[pid]c[call_number]\nTo: <sip:[field1]@[remote_ip]>"
ECHOED = "[last_Via:]\n[last_From:]\n[last_To:]{tag}\n[last_Call-ID:]\n"
OWN_TAG = ";tag=[pid]d[call_number]"
NO_BODY = "Content-Length: 0\n\n"
SOUND = """\
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP4 [media_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
"""

# A step is XML, or makes it from its place among the steps.
Step = str | Callable[[int], str]


def scenario(*steps: Step) -> str:
    """The scenario of these steps."""
    body = "".join(step if isinstance(step, str) else step(place) for place, step in enumerate(steps))
    return f'<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="belplan">\n{body}</scenario>\n'


def send(text: str, *, again: bool = True, more: str = "") -> str:
    """Send a message, if `again` repeated as RFC 3261 section 17 says until it is answered."""
    return f"<send{' retrans=' + chr(34) + '500' + chr(34) if again else ''}{more}><![CDATA[\n{text}\n]]></send>\n"


def expect(what: str, more: str = "") -> str:
    """Wait for a request or a status."""
    return f'<recv {"response" if what.isdigit() else "request"}="{what}"{more}/>\n'


def maybe(what: str) -> str:
    """Take a message that need not come."""
    return expect(what, ' optional="true"')


def pause(seconds: float) -> str:
    """Do nothing for a while."""
    return f'<pause milliseconds="{round(seconds * 1000)}"/>\n'


def invite() -> str:
    """A call that offers A-law and keys."""
    start = f"INVITE sip:[field1]@[remote_ip]:[remote_port] SIP/2.0\n{VIA}[branch]\n{PARTIES}\n"
    return send(
        start + "Call-ID: [call_id]\nCSeq: 1 INVITE\nMax-Forwards: 70\n" + CONTACT.format(user="[field0]") + SOUND
    )


def of_the_invite(method: str, *, tag: str = "", extra: str = "") -> Step:
    """A CANCEL, or the ACK of a refusal: in the transaction of the INVITE (RFC 3261 sections 9.1 and 17.1.1.3)."""

    def at(place: int) -> str:
        text = f"{method} sip:[field1]@[remote_ip]:[remote_port] SIP/2.0\n{VIA}[branch-{place}]\n{PARTIES}{tag}\n"
        text += f"Call-ID: [call_id]\nCSeq: 1 {method}\nMax-Forwards: 70\n{extra}{NO_BODY}"
        return send(text, again=method != "ACK")

    return at


def of_the_dialogue(method: str, number: int) -> str:
    """A request of the answered call: its ACK, its BYE."""
    text = f"{method} [next_url] SIP/2.0\n{VIA}[branch]\n[routes]\n{PARTIES}[peer_tag_param]\n"
    text += f"Call-ID: [call_id]\nCSeq: {number} {method}\nMax-Forwards: 70\n{NO_BODY}"
    return send(text, again=method != "ACK")


def reply(status: str, *, tag: str = OWN_TAG, body: str = NO_BODY, again: bool = False, more: str = "") -> str:
    """Answer the request that came last."""
    return send(f"SIP/2.0 {status}\n{ECHOED.format(tag=tag)}[last_CSeq:]\n{body}", again=again, more=more)


def call_answered(talk: float | None = 1.0) -> str:
    """Call, be answered, talk, hang up; with `talk` None the other side hangs up."""
    ends = (expect("BYE"), reply("200 OK", tag=""))
    if talk is not None:
        ends = (pause(talk) + of_the_dialogue("BYE", 2), expect("200"))
    answer = expect("200", ' rrs="true"')
    return scenario(invite(), maybe("100"), maybe("180"), maybe("183"), answer, of_the_dialogue("ACK", 1), *ends)


def call_abandoned(after: float = 0.5, reason: str = "", heard: str = "180") -> str:
    """Call, let it ring, give up; `reason` is a Reason header value (RFC 3326) to give it up with.

    `heard` "183" waits for sound instead of ringing.
    """
    extra = f"Reason: {reason}\n" if reason else ""
    return scenario(
        *(invite(), maybe("100"), expect(heard), pause(after), of_the_invite("CANCEL", extra=extra)),
        *(expect("200"), expect("487"), of_the_invite("ACK", tag="[peer_tag_param]")),
    )


def call_refused(status: int) -> str:
    """Call, and be refused with this status."""
    return scenario(
        *(invite(), maybe("100"), maybe("180"), maybe("183"), expect(str(status))),
        of_the_invite("ACK", tag="[peer_tag_param]"),
    )


def _register() -> str:
    def attempt(number: int, more: str) -> str:
        return send(
            f"REGISTER sip:[remote_ip]:[remote_port] SIP/2.0\n{VIA}[branch]\n"
            "From: <sip:[field0]@[remote_ip]>;tag=[pid]c[call_number]\nTo: <sip:[field0]@[remote_ip]>\n"
            f"Call-ID: [call_id]\nCSeq: {number} REGISTER\nMax-Forwards: 70\n"
            f"Contact: <sip:[field0]@[local_ip]:[local_port]>\nExpires: 3600\n{more}{NO_BODY}"
        )

    return scenario(attempt(1, ""), expect("401", ' auth="true"'), attempt(2, "[field1]\n"), expect("200"))


def device_answers(ring: float = 0.5) -> str:
    """Ring, answer, talk until the other side hangs up; a call given up while it rings is fine too."""
    answer = reply("200 OK", body=CONTACT.format(user="device") + SOUND, again=True)
    return scenario(
        *(expect("INVITE"), reply("180 Ringing", body=CONTACT.format(user="device") + NO_BODY)),
        expect("CANCEL", f' timeout="{max(1, round(ring * 1000))}" ontimeout="pick_up"'),
        *(*_given_up(' next="done"'), '<label id="pick_up"/>\n' + answer, expect("ACK"), expect("BYE")),
        *(reply("200 OK", tag=""), '<label id="done"/>\n'),
    )


def device_refuses(status: str = "486 Busy Here") -> str:
    """Refuse every call."""
    return scenario(expect("INVITE"), reply(status, again=True), expect("ACK"))


def device_lets_ring() -> str:
    """Ring until the call is given up."""
    ringing = reply("180 Ringing", body=CONTACT.format(user="device") + NO_BODY)
    return scenario(expect("INVITE"), ringing, expect("CANCEL"), *_given_up(""))


def _given_up(then: str) -> tuple[str, ...]:
    # The 487 answers the INVITE, whose branch and number a CANCEL shares.
    ended = f"SIP/2.0 487 Request Terminated\n{ECHOED.format(tag=OWN_TAG)}CSeq: [last_cseq_number] INVITE\n{NO_BODY}"
    return reply("200 OK"), send(ended), expect("ACK", then)


# Registers [field0] with the credentials [field1] for an hour, at the address it registers from.
REGISTER = _register()
