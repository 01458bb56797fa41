"""The bench's callers and telephones as SIPp scenarios that write down when they called, rang and were answered."""

from __future__ import annotations

from tests.phones.sipp_scenarios import (
    CONTACT,
    NO_BODY,
    SOUND,
    expect,
    invite,
    maybe,
    of_the_dialogue,
    pause,
    reply,
    scenario,
)

RING_SECONDS = 0.2  # from a telephone's first ring to its answer
SOUND_FILE = "sound.al"  # A-law samples, in the folder in which SIPp runs
_CLOCK = '<gettimeofday assign_to="seconds,micros"/>'


def caller(talk: float, *, with_sound: bool) -> str:
    """Call, be answered, talk for so many seconds, hang up. Writes "called" and "answered"."""
    call = invite()
    sound = ""
    if with_sound:
        call = call.replace("[media_port]", "[rtpstream_audio_port]").replace(" 101\n", "\n")
        sound = f'<nop><action><exec rtp_stream="{SOUND_FILE},-1,8"/></action></nop>\n'
    return scenario(
        f"<nop><action>{_CLOCK}{_note('called', '[field0]')}</action></nop>\n",
        *(call, maybe("100"), maybe("180"), maybe("183")),
        _noting('response="200" rrs="true"', _note("answered", "[field0]")),
        *(of_the_dialogue("ACK", 1), sound, pause(talk), of_the_dialogue("BYE", 2), expect("200")),
    )


def telephone() -> str:
    """Ring, answer, talk until the other side hangs up. Writes "rang" with the number that calls."""
    who = '<ereg regexp="sip:([^@]*)@" search_in="hdr" header="From:" assign_to="all,who"/>'
    return scenario(
        _noting('request="INVITE"', who + _note("rang", "[$who]")),
        reply("180 Ringing", body=CONTACT.format(user="device") + NO_BODY),
        pause(RING_SECONDS),
        reply("200 OK", body=CONTACT.format(user="device") + SOUND, again=True),
        *(expect("ACK"), expect("BYE"), reply("200 OK", tag="")),
        '<Reference variables="all"/>\n',
    )


def _noting(what: str, note: str) -> str:
    return f"<recv {what}><action>{_CLOCK}{note}</action></recv>\n"


def _note(what: str, who: str) -> str:
    return f'<log message="{what} {who} [$seconds] [$micros]"/>'
