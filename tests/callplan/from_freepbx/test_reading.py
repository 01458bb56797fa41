"""Files as FreePBX writes them and as people resave them; broken ones are named with their line."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from belplan.callplan.from_freepbx import reading
from belplan.callplan.from_freepbx.reading import NotRead, read_export
from tests.callplan.from_freepbx import bakery

pytestmark = pytest.mark.fast


def test_a_zip_says_the_same_as_its_files_and_no_password_is_kept() -> None:
    apart, together = read_export(bakery.files()), read_export([("export.zip", bakery.packed())])
    assert apart.tables == together.tables
    assert "geheim" not in str(apart)
    assert {name: len(rows) for name, rows in apart.tables.items()} == {
        "incoming": 3, "users": 3, "timeconditions": 1, "timegroups_details": 2, "timegroups_groups": 1,
        "ivr_details": 1, "ivr_entries": 2, "ringgroups": 2, "announcement": 1,
    }  # fmt: skip


def test_an_answer_of_the_api_with_its_names_and_its_nodes() -> None:
    key = {"ivr_id": 2, "selection": "1", "dest": "ext-group,600,1"}
    menu = {"id": "aXZyOjI=", "ivrId": "2", "name": "Keuze", "entries": [key]}
    menu |= {"timeout_destination": "", "invalid_destination": ""}
    group = {"groupNumber": 600, "groupList": "201-202", "strategy": "huntprim", "needConf": True, "postAnswer": ""}
    answer = {"data": {"fetchAllIvrs": {"edges": [{"cursor": "x", "node": menu}]}, "groups": {"ringgroups": [group]}}}
    export = read_export([("answer.json", json.dumps(answer).encode())])
    assert export.rows("ivr_details")[0]["id"] == export.rows("ivr_entries")[0]["ivr_id"] == "2"
    (row,) = export.rows("ringgroups")
    assert (row["grpnum"], row["grplist"], row["needsconf"]) == ("600", "201-202", "1")


def test_resaved_by_a_spreadsheet_and_under_the_heads_of_older_versions() -> None:
    export = read_export([("x.csv", "\ufeffDID;Destination\r\n\r\n025805000;ivr-2,s,1\r\n".encode())])
    (row,) = export.rows("incoming")
    assert (row["extension"], row["destination"]) == ("025805000", "ivr-2,s,1")


def test_a_file_without_calls_is_named() -> None:
    assert read_export([*bakery.files(), ("trunks.csv", b"trunkid,tech\n1,pjsip\n")]).unused == ("trunks.csv",)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"extension,destination\n1,x\n2,ext-group,600,1\n", "a.csv, line 3: there are more cells"),
        ("a.csv", b'extension,destination\n1,"x\n2,y\n', "a.csv, line 2 can't be read: is a quotation mark missing?"),
        ("a.json", b'{"ringgroups": [\n{"grpnum": 1,]}', "a.json, line 2: this is no JSON."),
        ("a.json", b"[" * 100_000, "a.json can't be read"),
        ("a.json", b'{"a": ' + b"9" * 5000 + b"}", "a.json can't be read"),
        ("a.zip", b"PK\x03\x04" + b"\0" * 40, "a.zip can't be unpacked"),
        ("a.csv", b"name,colour\nx,y\n", "Nothing of a call plan was found"),
        ("a.csv", b"", "Nothing of a call plan was found"),
        ("a.csv", b"grpnum,grplist\n" + b"".join(b"%d,1\n" % n for n in range(20_001)), "more than 20000 lines"),
    ],
)
def test_broken_files(name: str, content: bytes, said: str) -> None:
    with pytest.raises(NotRead, match=said.replace("?", r"\?")):
        read_export([(name, content)])


def test_a_zip_that_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 1001)
    with pytest.raises(NotRead, match="too much at once"):
        read_export([("a.zip", file.getvalue())])
