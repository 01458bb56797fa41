"""The house rule for components: each is listed, labelled, summed up and tested."""

from __future__ import annotations

import pkgutil
from pathlib import Path

import pytest

from belplan.callplan import components
from belplan.callplan.catalogue import BY_KIND, COMPONENTS
from belplan.callplan.component import Component, Condition
from belplan.callplan.textform import read_plan

pytestmark = pytest.mark.fast

SMALLEST = {
    "time_condition": {"hours": "office"},
    "caller_condition": {"anonymous": True},
    "menu": {"menu": "main"},
    "ring_group": {"members": ["user/ann"]},
    "forward": {"plan": "reception"},
    "announcement": {"sound": "welcome"},
    "prefix": {"text": "WR:"},
    "email": {"to": "info@demo.example"},
    "hang_up": {},
}


def test_each_component_file_is_in_the_catalogue_under_its_kind() -> None:
    assert {module.name for module in pkgutil.iter_modules(components.__path__)} == set(BY_KIND)
    assert len(BY_KIND) == len(COMPONENTS)
    for component in COMPONENTS:
        assert component.__module__ == f"{components.__name__}.{component.kind}"


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.kind)
def test_each_component_is_labelled_and_tested(component: type[Component]) -> None:
    assert component.title
    assert component.__doc__
    assert component.group in ("conditions", "calling", "telling", "ending")
    assert [name for name, field in component.model_fields.items() if not field.title] == []
    assert (Path(__file__).parent / "components" / f"test_{component.kind}.py").exists()


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.kind)
def test_each_component_does_something_and_says_it_in_a_sentence(component: type[Component]) -> None:
    plan = read_plan({"name": "Plan", "steps": [{component.kind: SMALLEST[component.kind]}]})
    step = plan.steps[0].component
    assert step.problems() == ()
    assert len(str(step.summary())) > 5
    own = component.judge if issubclass(component, Condition) else component.run
    assert own.__qualname__.startswith(component.__name__)
    assert component.model_json_schema()["type"] == "object"
