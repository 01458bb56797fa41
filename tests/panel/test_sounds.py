"""Sounds arranged by an administrator: uploaded, recorded, spoken, listened to, replaced everywhere, removed."""

from __future__ import annotations

import io
import json
import re
import wave
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import timezone

from belplan.engine import snapshot
from belplan.exchange import jobs
from belplan.exchange.models import DraftPlan, Job, Menu, Sound
from belplan.panel.sounds import views, work
from belplan.panel.too_large import WithoutLargeBodies
from belplan.publishing.publish import By, publish
from belplan.speech.uploads import MOST_BYTES
from belplan.tenancy.models import Company
from tests.speech.test_uploads import encoded, tone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BY = By(who="admin.demo", origin="192.0.2.7")


def upload(seconds: float = 2.0, name: str = "welcome.webm") -> SimpleUploadedFile:
    """What a browser's microphone gives."""
    return SimpleUploadedFile(name, encoded("webm", "libopus", 48_000, tone(48_000, seconds)).getvalue())


def add(client: Client, name: str = "Welkom", **more: Any) -> Any:
    sent = {"name": name, "source": "file", "file": upload()} | more
    return client.post("/sounds/add/", sent)


def stored(company: Company, key: str = "welkom") -> Sound:
    return Sound.objects.for_company(company).get(key=key)


def seen(client: Client, address: str) -> str:
    found: list[str] = re.findall(r'name="seen" value="([^"]*)"', client.get(address).content.decode())
    return found[0]


def use_in_plan(company: Company) -> None:
    """The number of the shop plays it."""
    steps = [{"announcement": {"sound": "welkom"}}, {"hang_up": {}}]
    DraftPlan(company=company, key="winkel", name="Winkel", internal="850", tree={"steps": steps}).store()
    publish(company, "winkel", BY)


def test_a_recording_is_heard_by_callers_exactly_as_the_page_plays_it(
    administrator: Client, demo: Company, data: Path
) -> None:
    assert add(administrator).headers["Location"] == "/sounds/welkom/"
    use_in_plan(demo)
    page = administrator.get("/sounds/welkom/").content.decode()
    player = re.search(r'<audio[^>]* src="([^"]+)"', page)
    assert player
    played = administrator.get(player[1]).content
    plan = {plan.key: plan for plan in snapshot.read(data / "snapshots" / "demo.json").plans}["winkel"]
    path, seconds = plan.sounds["welkom"]
    assert (data / path).read_bytes() == played
    with wave.open(io.BytesIO(played)) as sound:
        assert (sound.getframerate(), sound.getnchannels()) == (8_000, 1)
        assert sound.getnframes() / 8_000 == pytest.approx(seconds) == pytest.approx(2.0, abs=0.1)
    assert administrator.get(player[1], headers={"Range": "bytes=0-3"}).content == b"RIFF"
    listed = administrator.get("/sounds/").content.decode()
    assert "0:02" in listed
    assert "Winkel" in listed


def test_another_sound_is_in_force_at_once_wherever_it_is_used(
    administrator: Client, demo: Company, data: Path
) -> None:
    add(administrator)
    use_in_plan(demo)
    before = stored(demo)
    again = {"name": "Welkom", "source": "file", "file": upload(3.0), "seen": seen(administrator, "/sounds/welkom/")}
    answer = administrator.post("/sounds/welkom/", again, follow=True)
    assert "Meteen van kracht in Winkel." in answer.content.decode()
    now = stored(demo)
    assert now.file != before.file
    assert (data / before.file).exists()  # calls that hear it now hear its end
    plan = {plan.key: plan for plan in snapshot.read(data / "snapshots" / "demo.json").plans}["winkel"]
    assert plan.sounds["welkom"] == (now.file, now.seconds)


def test_a_text_is_spoken_and_stays_to_be_changed(administrator: Client, demo: Company) -> None:
    add(administrator, source="text", say="Welkom bij Demo.", language="nl", file="")
    sound = stored(demo)
    assert (sound.text, sound.language) == ("Welkom bij Demo.", "nl")
    page = administrator.get("/sounds/welkom/").content.decode()
    assert "Welkom bij Demo.</textarea>" in page
    assert re.search(r'value="text" id="source-text" checked', page)


def test_a_file_that_is_no_sound_is_refused_beside_its_field_and_nothing_is_lost(
    administrator: Client, demo: Company
) -> None:
    answer = add(administrator, "Letter", file=SimpleUploadedFile("letter.mp3", b"Dear caller, this is a letter."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'id="id_file_error">[^<]*geen geluid', page)
    assert 'value="Letter"' in page
    assert not Sound.objects.for_company(demo).exists()


def test_a_good_file_needs_not_be_sent_again_where_only_the_name_was_missing(
    administrator: Client, demo: Company
) -> None:
    page = add(administrator, "").content.decode()
    kept = re.search(r'name="kept" value="([0-9a-f]{32})"', page)
    assert kept
    add(administrator, "Welkom", file="", kept=kept[1])
    assert stored(demo).file == f"sounds/demo/{kept[1]}.wav"


def test_a_file_is_listened_to_before_it_is_saved(administrator: Client, demo: Company) -> None:
    answer = administrator.post("/sounds/listen/", {"source": "file", "file": upload()}).content.decode()
    player = re.search(r'src="([^"]+)"', answer)
    assert player
    assert administrator.get(player[1]).content.startswith(b"RIFF")
    assert not Sound.objects.for_company(demo).exists()


async def test_200_mb_are_thrown_away_and_only_looked_at() -> None:
    chunks, pages = [b"x"] * 3, []

    async def receive() -> dict[str, Any]:
        chunks.pop()
        return {"type": "http.request", "body": b"x", "more_body": bool(chunks)}

    async def page(scope: dict[str, Any], receive: Any, _send: Any) -> None:
        pages.append((scope["method"], scope["headers"], (await receive())["body"]))

    length = (b"content-length", str(4 * MOST_BYTES).encode())
    scope = {"type": "http", "method": "POST", "headers": [length, (b"cookie", b"a=b")]}
    await WithoutLargeBodies(page)(scope, receive, None)
    assert pages == [("GET", [(b"cookie", b"a=b")], b"")]
    assert chunks == []


def test_who_sent_too_much_is_told_beside_the_field(administrator: Client, rf: RequestFactory, demo: Company) -> None:
    request = rf.get("/sounds/add/")
    request.user = administrator.get("/sounds/").wsgi_request.user
    request.session = administrator.session
    request.scope = {"belplan.too_large": 200 * 2**20}  # type: ignore[attr-defined]  # as the ASGI server gives it
    answer = views.add(request)
    assert answer.status_code == 413
    assert "200 MB" in answer.content.decode()


@pytest.mark.parametrize(("text", "said"), [("a" * 10_000, "10000"), ("   ", "tekst"), ("...", "tekst")])
def test_a_text_that_cannot_be_spoken_says_why(administrator: Client, text: str, said: str, settings: Any) -> None:
    settings.BELPLAN_SPEAK = "belplan.speech.speaking.speak"
    answer = add(administrator, source="text", say=text, language="nl", file="")
    assert answer.status_code == 422
    found = re.search(r'id="id_say_error">([^<]*)', answer.content.decode())
    assert found
    assert said in found[1]


def test_one_that_plans_or_menus_play_is_not_removed(administrator: Client, demo: Company) -> None:
    add(administrator)
    use_in_plan(demo)
    Menu(company=demo, key="keuze", name="Keuze", data={"sound": "welkom"}).store()
    answer = administrator.post("/sounds/welkom/remove/", follow=True)
    assert "Winkel, Keuze" in answer.content.decode()
    assert stored(demo)


def test_a_removed_one_comes_back(administrator: Client, demo: Company) -> None:
    add(administrator)
    before = stored(demo).columns()
    assert "Welkom is verwijderd" in administrator.post("/sounds/welkom/remove/", follow=True).content.decode()
    administrator.post("/sounds/undo/")
    assert json.dumps(stored(demo).columns()) == json.dumps(before)


def long_one() -> SimpleUploadedFile:
    """More than a minute."""
    return SimpleUploadedFile("long.ogg", encoded("ogg", "libopus", 48_000, tone(48_000, 70.0)).getvalue())


def part(client: Client, address: str) -> str:
    """What htmx fetches."""
    return client.get(address, headers={"HX-Request": "true"}).content.decode()


def test_a_long_sound_is_made_by_the_worker_heard_and_then_saved(administrator: Client, demo: Company) -> None:
    where = add(administrator, "Lang", file=long_one()).headers["Location"]
    page = administrator.get(where).content.decode()
    assert "Het begint zo" in page
    assert not Sound.objects.for_company(demo).exists()
    Job.objects.for_company(demo).update(total=70, done=35, state="running")
    assert "0:35 van 1:10" in part(administrator, where)
    Job.objects.for_company(demo).update(state="waiting")
    assert jobs.run_next(work.WORKS, timezone.now())
    ready = part(administrator, where)
    sent = dict(re.findall(r'name="(source|kept|name|seen)" value="([^"]*)"', ready))
    assert administrator.post("/sounds/add/", sent).headers["Location"] == "/sounds/lang/"
    assert stored(demo, "lang").seconds == pytest.approx(70, abs=0.1)
    assert not jobs.path_of(Job.objects.for_company(demo).get()).exists()


def test_a_long_sound_is_listened_to_before_it_is_saved(administrator: Client) -> None:
    answer = administrator.post("/sounds/listen/", {"source": "file", "file": long_one()}).content.decode()
    where = re.search(r'hx-get="([^"]+)"', answer)
    assert where
    jobs.run_next(work.WORKS, timezone.now())
    heard = part(administrator, where[1].replace("&amp;", "&"))
    assert re.search(r'name="kept" value="[0-9a-f]{32}"', heard)
    assert "<form" not in heard


def test_a_worker_that_does_not_begin_is_told_of(administrator: Client, demo: Company) -> None:
    where = add(administrator, "Lang", file=long_one()).headers["Location"]
    Job.objects.for_company(demo).update(made=timezone.now() - 2 * views.LATE)
    assert "duurt langer dan anders" in part(administrator, where)


def test_a_long_file_with_silence_is_refused_by_the_worker(administrator: Client, demo: Company) -> None:
    silent = SimpleUploadedFile("s.ogg", encoded("ogg", "libopus", 48_000, tone(48_000, 70.0, 0.0)).getvalue())
    where = add(administrator, "Stil", file=silent).headers["Location"]
    jobs.run_next(work.WORKS, timezone.now())
    page = part(administrator, where)
    assert Job.objects.for_company(demo).get().result["problem"] in page
    assert "niets te horen" in page
