"""Stories of the music that people hear on hold: added, listened to, put in order, removed and brought back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from belplan.exchange import jobs
from belplan.exchange.models import HoldMusic
from belplan.panel.sounds import work
from belplan.publishing import hold_music
from belplan.tenancy.models import AuditEntry, Company
from tests.speech.test_uploads import encoded, tone

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def add(client: Client, name: str, seconds: float) -> str:
    """Upload a tune; the page that follows."""
    file = SimpleUploadedFile(f"{name}.ogg", encoded("ogg", "libopus", 48_000, tone(48_000, seconds)).getvalue())
    return client.post("/settings/hold-music/", {"file": file}, follow=True).content.decode()


def playing(data: Path) -> list[bytes] | None:
    """What the switch plays for the demo company, in its order; None where it only beeps."""
    with closing(sqlite3.connect(data / "asterisk" / "accounts.sqlite3")) as database:
        found = database.execute("SELECT directory FROM musiconhold WHERE name = 'hold-demo'").fetchone()
    folder = Path(found[0])
    return None if folder.name == "beep" else [file.read_bytes() for file in sorted(folder.iterdir())]


def test_a_tune_is_heard_as_the_page_plays_it_and_the_order_counts(
    administrator: Client, demo: Company, data: Path
) -> None:
    assert "Er is nog geen muziek" in administrator.get("/settings/hold-music/").content.decode()
    add(administrator, "Vivaldi", 1.0)
    page = add(administrator, "Bach", 2.0)
    assert page.rindex("Vivaldi") < page.rindex("Bach")
    first, second = HoldMusic.objects.for_company(demo).order_by("position")
    heard = [administrator.get(f"/options/spoken/{Path(tune.file).stem}/").content for tune in (first, second)]
    assert playing(data) == heard
    administrator.post(f"/settings/hold-music/{second.pk}/earlier/")
    assert playing(data) == heard[::-1]
    assert AuditEntry.objects.for_company(demo).latest("pk").after == ["Bach", "Vivaldi"]


def test_without_tunes_there_is_the_beep_until_the_removal_is_undone(
    administrator: Client, demo: Company, data: Path
) -> None:
    add(administrator, "Vivaldi", 1.0)
    before = playing(data)
    tune = HoldMusic.objects.for_company(demo).get()
    page = administrator.post(f"/settings/hold-music/{tune.pk}/remove/", follow=True).content.decode()
    assert "Vivaldi is verwijderd" in page
    assert playing(data) is None
    administrator.post("/settings/hold-music/undo/")
    assert playing(data) == before


def test_a_switch_that_lost_its_list_is_told_once_more(administrator: Client, data: Path) -> None:
    add(administrator, "Vivaldi", 1.0)
    before = playing(data)
    (data / "asterisk" / "accounts.sqlite3").unlink()
    hold_music.write_all()
    assert playing(data) == before


def test_what_is_no_music_is_refused_with_the_mend(administrator: Client, demo: Company) -> None:
    file = SimpleUploadedFile("list.mp3", b"no sound at all")
    answer = administrator.post("/settings/hold-music/", {"file": file})
    assert answer.status_code == 422
    assert "MP3, WAV, M4A" in answer.content.decode()
    assert not HoldMusic.objects.for_company(demo).exists()


def test_a_long_tune_is_made_and_added_by_the_worker(administrator: Client, demo: Company, data: Path) -> None:
    assert "Het begint zo" in add(administrator, "Mahler", 70.0)
    assert not HoldMusic.objects.for_company(demo).exists()
    assert jobs.run_next(work.WORKS, timezone.now())
    assert HoldMusic.objects.for_company(demo).get().name == "Mahler"
    assert len(playing(data) or []) == 1
