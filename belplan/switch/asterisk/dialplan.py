"""Asterisk's own few lines of dialplan: into the application, and what a caller hears when it is away."""

from pathlib import Path

DEVICE_CONTEXT = "belplan-devices"
TRUNK_CONTEXT = "belplan-trunks"
FAULT_SOUND = "technical_fault"
FALLBACK_RING_SECONDS = 40
FAULT_LANGUAGES = ("nl", "fr", "de", "en")  # nobody is there to say which the caller speaks: each in turn

# What can be dialled: numbers, feature codes, and names of two characters or more (a single letter has a meaning
# of its own in Asterisk). Anything else is answered 404.
PATTERNS = ("_[0-9]!", "_[+*#][0-9*#]!", "_[a-zA-Z][0-9a-zA-Z._]!")

# Tone frequencies and cadences of national networks: ITU-T E.180 supplement 2.
INDICATIONS = """[general]
country=be

[be]
description=Belgium
ringcadence=1000,3000
dial=425
busy=425/500,0/500
ring=425/1000,0/3000
congestion=425/167,0/167
callwaiting=1400/175,0/175,1400/175,0/3500
record=1400/500,0/15000
info=900/330,1400/330,1800/330,0/1000

[nl]
description=Netherlands
ringcadence=1000,4000
dial=425
busy=425/500,0/500
ring=425/1000,0/4000
congestion=425/250,0/250
callwaiting=425/500,0/9500
record=1400/500,0/15000
info=950/330,1400/330,1800/330,0/1000

[fr]
description=France
ringcadence=1500,3500
dial=440
busy=440/500,0/500
ring=440/1500,0/3500
congestion=440/250,0/250
callwaiting=440/300,0/10000
record=1400/500,0/15000
info=950/330,1400/330,1800/330,0/1000

[de]
description=Germany
ringcadence=1000,4000
dial=425
busy=425/480,0/480
ring=425/1000,0/4000
congestion=425/240,0/240
callwaiting=425/200,0/200,425/200,0/5000
record=1400/80,0/15000
info=950/330,1400/330,1800/330,0/1000

[us]
description=United States
ringcadence=2000,4000
dial=350+440
busy=480+620/500,0/500
ring=440+480/2000,0/4000
congestion=480+620/250,0/250
callwaiting=440/300,0/10000
record=1400/500,0/15000
info=950/330,1400/330,1800/330,0/1000
"""


def extensions_conf(app: str, sounds: Path, lamps: Path) -> str:
    """The text of extensions.conf: calls enter `app` with their role, account and what was dialled.

    `lamps` is the file of lamp_groups, which comes and grows with the accounts.
    """
    return (
        "[general]\nstatic=yes\nwriteprotect=yes\n\n"
        + _entry(DEVICE_CONTEXT, "device", app)
        + _entry(TRUNK_CONTEXT, "trunk", app)
        + _fallback(sounds)
        + f'\n#tryinclude "{lamps}"\n'
    )


def _entry(context: str, role: str, app: str) -> str:
    dialled = "${FILTER(0-9a-zA-Z+*#._\\-,${EXTEN})}"
    caller = "${CALLERID(num-pres)}"  # "prohib..." for a caller who withholds the number (RFC 3325 section 9.3)
    lines = [f"[{context}]"]
    for pattern in PATTERNS:
        lines.append(f"exten => {pattern},1,Stasis({app},{role},${{CHANNEL(endpoint)}},{dialled},{caller})")
        lines.append(' same => n,GotoIf($["${STASISSTATUS}" = "FAILED"]?belplan-fallback,f${FILTER(0-9,${EXTEN})},1)')
        lines.append(" same => n,Hangup()")
    return "\n".join(lines) + "\n\n"


def _fallback(sounds: Path) -> str:
    """What a caller meets while nobody steers: told why, then the telephones that were named for this, if any.

    A telephone's emergency call goes out all the same.
    """
    everybody = "&".join(str(sounds / language / FAULT_SOUND) for language in FAULT_LANGUAGES)
    in_language = f"{sounds}/${{language}}/{FAULT_SOUND}"
    # Without answering, as long as nobody does: the caller hears why and is charged nothing. Cause 42 is a 503: a
    # carrier may try elsewhere.
    return f"""[belplan-fallback]
exten => _f!,1,Set(numbers=${{REALTIME_FIELD(emergencies,id,${{CHANNEL(endpoint)}},numbers)}})
 same => n,GotoIf($["${{numbers}}" != "" & ${{REGEX("^(${{numbers}})$" ${{EXTEN:1}})}}]?emergency)
 same => n,Set(language=${{REALTIME_FIELD(fallbacks,id,${{EXTEN:1}},language)}})
 same => n,Set(telephones=${{REALTIME_FIELD(fallbacks,id,${{EXTEN:1}},dial)}})
 same => n,GotoIf($["${{telephones}}" = ""]?i,1)
 same => n,Progress()
 same => n,Playback({in_language},noanswer)
 same => n,Dial(${{telephones}},{FALLBACK_RING_SECONDS})
 same => n,Hangup()
 same => n(emergency),Set(CALLERID(all)=<${{REALTIME_FIELD(emergencies,id,${{CHANNEL(endpoint)}},caller)}}>)
 same => n,Dial(PJSIP/${{EXTEN:1}}@${{REALTIME_FIELD(emergencies,id,${{CHANNEL(endpoint)}},trunk)}})
 same => n,Hangup()
exten => i,1,Progress()
 same => n,Playback({everybody},noanswer)
 same => n,GotoIf($["${{PLAYBACKSTATUS}}" = "SUCCESS"]?done)
 same => n,Playtones(congestion)
 same => n,Wait(5)
 same => n(done),Hangup(42)
"""
