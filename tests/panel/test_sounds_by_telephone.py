"""An administrator records a sound by telephone: it rings, they speak, and hear on the page what callers will hear."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from belplan.engine.door import AnyRequest, AskPresence, Record, RecordingState, Reply
from belplan.engine.presence import DevicePresence
from belplan.engine.recording import RecordingOrder, Stage, file_of
from belplan.exchange import jobs
from belplan.exchange.models import Device, Person, Sound
from belplan.identity.models import Role
from belplan.panel.picking import SHORT
from belplan.panel.sounds import work
from belplan.speech.sounds import RATE, write_wav
from belplan.tenancy.models import Company
from tests.panel.conftest import signed_in
from tests.speech.test_uploads import tone

pytestmark = [pytest.mark.database, pytest.mark.django_db]


class Engine:
    """What the engine knows: who is registered, what was asked of it, and how far the recording is."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.orders: list[RecordingOrder] = []
        self.stage: Stage | None = Stage.RINGING
        self.away: set[str] = set()

    def ask(self, request: AnyRequest) -> Reply:
        match request:
            case AskPresence(devices=keys):
                return Reply(devices={key: DevicePresence(key not in self.away) for key in keys})
            case Record(company="demo", order=order):
                self.orders.append(order)
                return Reply(recording=self.stage)
            case RecordingState(company="demo", name=name) if name == self.orders[-1].name:
                return Reply(recording=self.stage)
        return Reply()

    def says(self, seconds: float, loud: float = 0.05) -> Path:
        """Somebody spoke for so long."""
        recorded = file_of(Path(django_settings.DATA), self.orders[-1].name)
        silence = np.zeros(RATE)
        write_wav(recorded, np.concatenate([silence, tone(RATE, seconds, loud), silence]))
        self.stage = Stage.DONE
        return recorded


engine = Engine()


def ask(request: AnyRequest) -> Reply:
    return engine.ask(request)


@pytest.fixture(autouse=True)
def at_the_door(settings: Any) -> None:
    engine.begin()
    settings.BELPLAN_ASK_ENGINE = f"{__name__}.ask"


@pytest.fixture
def ann(demo: Company) -> Client:
    """An administrator who has a telephone."""
    return signed_in(demo, "ann.demo", Role.ADMINISTRATOR, Person.objects.for_company(demo).get(key="ann"))


def telephone(company: Company, person: str = "ann") -> Device:
    return Device.objects.for_company(company).filter(person__key=person).earliest("pk")


def call(client: Client, device: Device) -> str:
    """Press "Call me"; what the page shows then."""
    return html.unescape(client.post("/sounds/telephone/", {"telephone": device.pk}).content.decode())


def poll(client: Client, shown: str) -> str:
    """What htmx puts in its place a second later; empty where it stays."""
    asks = re.search(r'hx-get="([^"]+)"', shown)
    assert asks
    return html.unescape(client.get(asks[1], headers={"HX-Request": "true"}).content.decode())


def test_it_rings_somebody_speaks_and_the_sound_is_heard_and_saved(ann: Client, demo: Company, data: Path) -> None:
    rings = call(ann, telephone(demo))
    assert f"Het rinkelt bij {telephone(demo).name}" in rings
    (order,) = engine.orders
    assert (order.device, order.account, order.shows) == (telephone(demo).key, "ann.demo", "Opname")
    assert poll(ann, rings) == ""
    engine.stage = Stage.SPEAKING
    speaks = poll(ann, rings)
    assert "Spreek na de piep" in speaks
    recorded = engine.says(2.0)
    ready = poll(ann, speaks)
    kept = re.search(r'name="kept" value="([0-9a-f]{32})"', ready)
    player = re.search(r'<audio[^>]* src="([^"]+)"', ready)
    assert kept
    assert player
    assert not recorded.exists()
    ann.post("/sounds/add/", {"name": "Welkom", "source": "file", "kept": kept[1]})
    sound = Sound.objects.for_company(demo).get()
    assert sound.seconds == pytest.approx(2.2, abs=0.1)
    assert ann.get(player[1]).content == (data / sound.file).read_bytes()


def test_a_long_one_is_made_by_the_worker(ann: Client, demo: Company) -> None:
    rings = call(ann, telephone(demo))
    recorded = engine.says(70.0)
    waits = poll(ann, rings)
    assert "progress" in waits
    assert jobs.run_next(work.WORKS, timezone.now())
    assert re.search(r'name="kept" value="[0-9a-f]{32}"', poll(ann, waits))
    assert not recorded.exists()


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage.BUSY, "in gesprek"),
        (Stage.REFUSED, "geweigerd"),
        (Stage.NO_ANSWER, "30 seconden"),
        (Stage.UNREACHABLE, "niet geregistreerd"),
        (Stage.HUNG_UP, "voor de piep"),
        (Stage.FAILED, "ging mis"),
        (None, "ging mis"),  # the engine was started again meanwhile
    ],
)
def test_what_did_not_come_about_is_said(ann: Client, demo: Company, stage: Stage | None, said: str) -> None:
    rings = call(ann, telephone(demo))
    engine.stage = stage
    told = poll(ann, rings)
    assert said in told
    assert "hx-get" not in told


def test_a_recording_of_silence_is_refused_and_nothing_is_left(ann: Client, demo: Company, data: Path) -> None:
    rings = call(ann, telephone(demo))
    recorded = engine.says(2.0, loud=0)
    assert "niets te horen" in poll(ann, rings)
    assert not recorded.exists()
    assert not (data / "sounds" / "demo" / recorded.name).exists()


def test_one_who_records_already_and_an_engine_that_is_away_are_told(ann: Client, demo: Company, settings: Any) -> None:
    engine.stage = None
    assert "al met de telefoon" in call(ann, telephone(demo))
    settings.BELPLAN_ASK_ENGINE = "tests.panel.engine.away"
    assert "antwoordt op dit moment niet" in call(ann, telephone(demo))


def choices(client: Client) -> list[str]:
    page = html.unescape(client.get("/sounds/add/").content.decode())
    select = re.search(r'<select name="telephone".*?</select>', page, re.S)
    return re.findall(r"<option[^>]*>([^<]+)", select[0]) if select else []


def test_ones_own_telephone_comes_first_and_who_is_not_registered_is_left_out(ann: Client, demo: Company) -> None:
    every = [f"{one.name} ({one.account})" for one in Device.objects.for_company(demo)]
    assert sorted(choices(ann)) == sorted(every)
    assert choices(ann)[0] == f"{telephone(demo).name} ({telephone(demo).account})"
    engine.away = {telephone(demo).key}
    assert choices(ann) == sorted(set(every) - {f"{telephone(demo).name} ({telephone(demo).account})"})
    engine.away = {one.key for one in Device.objects.for_company(demo)}
    assert choices(ann) == []


def test_among_many_one_is_found_by_typing(ann: Client, demo: Company) -> None:
    Device.everywhere.bulk_create(
        Device(company=demo, key=f"desk{n}", name=f"Desk {n}", account=f"desk{n}.demo") for n in range(SHORT)
    )
    assert choices(ann) == []
    assert "Desk 49 (desk49.demo)" in ann.get("/sounds/telephones/?telephone=desk+49").content.decode()
    ann.post("/sounds/telephone/", {"telephone": "Desk 49 (desk49.demo)"})
    assert engine.orders[-1].device == "desk49"


def test_nobody_rings_another_companys_telephone(stranger: Client, demo: Company) -> None:
    assert "Kies een" in call(stranger, telephone(demo)) or "geldige keuze" in call(stranger, telephone(demo))
    assert engine.orders == []
    asked: dict[str, str | int] = {"name": "a" * 32, "telephone": telephone(demo).pk}
    assert telephone(demo).name not in stranger.get("/sounds/telephone/recording/", asked).content.decode()
