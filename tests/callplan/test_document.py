"""The page about components says what they declare now."""

from __future__ import annotations

import pytest

from belplan.callplan.catalogue import COMPONENTS
from belplan.callplan.document import PAGE, page

pytestmark = pytest.mark.fast


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == page(), "run python -m belplan.callplan.document"


def test_every_component_and_each_of_its_options_is_on_it() -> None:
    text = page()
    for component in COMPONENTS:
        assert f": `{component.kind}`" in text
        assert all(f"| `{name}` |" in text for name in component.model_fields)
