"""Each bug that is planted on purpose is found, and by the rule that it breaks."""

from __future__ import annotations

import pytest

from tests.simulation.__main__ import play
from tests.simulation.checker import findings
from tests.simulation.planted import BUGS, Bug

pytestmark = [
    pytest.mark.simulation,
    pytest.mark.filterwarnings("ignore:coroutine '.*' was never awaited"),  # some bugs crash what they meet
]

MOST_WORLDS = 30  # of 100 calls


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_found(bug: Bug) -> None:
    with bug.plant():
        assert any(_breaks(bug, number) for number in range(MOST_WORLDS))


def _breaks(bug: Bug, number: int) -> bool:
    return bug.breaks in {finding.rule for finding in findings(play(f"wrong.{number}", bug.faults))}
