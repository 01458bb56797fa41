"""Publishing freezes a plan with all that it refers to, and what was published once loads for ever."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from belplan.callplan.catalogue import BY_KIND
from belplan.callplan.plan import PlanError, SoundFile
from belplan.callplan.published import compile_plan, load_published, published_data, spoken_texts
from tests.callplan.examples import directory, main_plan, office_hours, plan_of

pytestmark = pytest.mark.fast

STORED = sorted((Path(__file__).parent / "stored").glob("*.json"))
SPOKEN = {text.key: SoundFile(f"spoken/{n}.wav", 2.5) for n, text in enumerate(spoken_texts(main_plan()))}


def test_the_texts_to_speak_are_known_before_compiling() -> None:
    twice = {"announcement": {"say": "Dag."}}
    assert [text.key for text in spoken_texts(plan_of(twice, twice))] == ["say/nl/Dag."]
    assert len(SPOKEN) == 2, "a diversion's text is spoken too"


def test_a_published_plan_holds_what_it_refers_to_and_no_more() -> None:
    plan = plan_of({"announcement": {"sound": "welkom"}}, *_steps_of_main())
    published = compile_plan(plan, directory(), {}, 3, SPOKEN)
    texts = {text.key: SPOKEN[text.key] for text in spoken_texts(plan)}
    assert (published.plan, published.version) == (plan, 3)
    assert published.library.hours == {"kantooruren": office_hours()}
    assert published.library.sounds == {"welkom": SoundFile("sounds/welkom.wav", 3.5), **texts}


def _steps_of_main() -> list[object]:
    return [
        {"time_condition": {"hours": "kantooruren"}, "steps": [{"prefix": {"text": "WR:"}}]},
        {"announcement": {"say": "Er is niemand."}},
        {"hang_up": {}},
    ]


def test_a_plan_with_findings_is_not_published() -> None:
    with pytest.raises(PlanError, match="the ring group is empty"):
        compile_plan(plan_of({"ring_group": {"members": []}}, {"hang_up": {}}), directory(), {}, 1, {})


def test_a_text_that_was_not_spoken_blocks() -> None:
    with pytest.raises(PlanError, match=r"Step 2: this text could not be spoken yet"):
        compile_plan(main_plan(), directory(), {}, 1, {key: SPOKEN[key] for key in list(SPOKEN)[1:]})


def test_a_published_plan_is_kept_with_all_options_written_out() -> None:
    kept = published_data(compile_plan(main_plan(), directory(), {}, 1, SPOKEN))
    group = kept["tree"]["steps"][0]["steps"][1]["ring_group"]
    assert group == {"name": "", "members": ["user/ann"], "order": "ring_all", "timeout": 20, "accept_key": True}
    assert load_published(json.loads(json.dumps(kept))) == compile_plan(main_plan(), directory(), {}, 1, SPOKEN)


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_what_was_published_long_ago_still_loads(path: Path) -> None:
    kept = json.loads(path.read_text())
    published = load_published(kept)
    kinds = [kind for step in kept["tree"]["steps"] for kind in step if kind in BY_KIND]
    assert [step.component.kind for step in published.plan.steps] == kinds
    assert set(published.library.sounds) == set(kept["sounds"])


def test_there_is_a_plan_of_each_form_that_was_ever_kept() -> None:
    assert [path.stem for path in STORED] == ["2026-11-holidays", "2026-11-own-plan", "2026-11"]


def test_a_forward_published_before_users_had_plans_of_their_own_follows_none() -> None:
    kept = json.loads((Path(__file__).parent / "stored" / "2026-11-own-plan.json").read_text())
    assert [step.component.follows() for step in load_published(kept).plan.steps] == ["bart", "", ""]
    del kept["tree"]["steps"][0]["forward"]["follow"], kept["tree"]["diversions"][0]["steps"][0]["forward"]["follow"]
    plan = load_published(kept).plan
    assert [step.component.follows() for step in (*plan.steps, *plan.diversions[0].steps)] == ["", "", "", ""]
