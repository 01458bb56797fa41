"""What a bakery with a FreePBX would export: by day a menu, outside its hours an announcement."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from belplan.callplan.from_freepbx.carried import Known

ROUTES = """cidnum,extension,destination,privacyman,mohclass,description,grppre
,025805000,"timeconditions,1,1",0,default,Bakkerij,BK:
,3225805001,"timeconditions,1,1",0,default,,BK:
0475112233,025805000,"from-did-direct,201,1",0,default,Leverancier,
"""
PEOPLE = """extension,password,name,voicemail,ringtimer,secret
201,,Ann Peeters,novm,0,geheim-van-ann
202,,Bart Claes,default,25,geheim-van-bart
209,,Oude Bakker,novm,0,x
"""
CONDITIONS: list[dict[str, Any]] = [
    {
        "timeconditions_id": 1, "displayname": "Winkel open", "time": 4, "truegoto": "ivr-2,s,1",
        "falsegoto": "app-announcement-3,s,1", "timezone": "default", "mode": "time-group",
    }
]  # fmt: skip
TIMES: list[dict[str, Any]] = [
    {"id": 1, "timegroupid": 4, "time": "07:00-18:00|mon-fri|*|*"},
    {"id": 2, "timegroupid": 4, "time": "07:00-12:30|sat|*|*"},
]
MENU: dict[str, Any] = {
    "id": 2, "name": "Keuze", "announcement": 5, "directdial": "", "timeout_time": 8, "timeout_loops": "2",
    "invalid_loops": "1", "timeout_destination": "ext-group,600,1", "invalid_destination": "app-blackhole,hangup,1",
}  # fmt: skip
KEYS: list[dict[str, Any]] = [
    {"ivr_id": 2, "selection": "1", "dest": "ext-group,600,1", "ivr_ret": 0},
    {"ivr_id": 2, "selection": "2", "dest": "ext-group,601,1", "ivr_ret": 0},
]
GROUPS: list[dict[str, Any]] = [
    {
        "grpnum": "600", "strategy": "ringall", "grptime": 25, "grppre": "", "grplist": "201-202-0475998877#",
        "description": "Winkel", "postdest": "ext-local,vmu201,1", "needsconf": "CHECKED",
    },
    {
        "grpnum": "601", "strategy": "memoryhunt", "grptime": 10, "grppre": "BESTEL:", "grplist": "202-201",
        "description": "Bestellingen", "postdest": "ext-group,600,1", "needsconf": "",
    },
]  # fmt: skip
ANNOUNCEMENT = {"announcement_id": 3, "description": "Gesloten", "recording_id": 6, "post_dest": ""}

KNOWN = Known("BE", {"201": "ann", "202": "bart"}, {"3225805000": "", "3225805001": "Receptie"})


def files(**changed: Any) -> list[tuple[str, bytes]]:
    """The files, some tables of the backup in place of those above."""
    tables = {
        "timeconditions": {"tables": {"timeconditions": CONDITIONS, "timegroups_details": TIMES}},
        "timegroups": [{"id": 4, "description": "Openingsuren"}],
        "ivr": {"configs": {"ivrs": [MENU], "entries": KEYS}},
        "groups": GROUPS,
        "announcements": {"3": ANNOUNCEMENT},
        "settings": {"RINGTIMER": "15"},
    } | changed
    backup = json.dumps(tables, indent=1).encode()
    return [("dids.csv", ROUTES.encode()), ("extensions.csv", PEOPLE.encode()), ("backup.json", backup)]


def packed(**changed: Any) -> bytes:
    """The same in one ZIP."""
    return zipped(files(**changed))


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Files in one ZIP."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return file.getvalue()
