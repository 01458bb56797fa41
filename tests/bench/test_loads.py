"""How the loads of the race are judged: when a speed is clean, and whose sound went both ways."""

from __future__ import annotations

import math

import pytest

from bench.loads import Climb, Ordinary, Steady, Step, best_rate, heard_both_ways
from bench.parts.calls import LONG, QUICK, Side, goals

pytestmark = pytest.mark.fast

AT_ONCE = Step(50, [0.01] * 100)
ONE_NEVER = Step(100, [0.01] * 99 + [None])
ONE_LATE = Step(100, [0.01] * 99 + [0.5])
MANY_LATE = Step(100, [0.01] * 90 + [0.5] * 10)

TABLE = """\
                                             ...........Receive......... .........Transmit..........
 BridgeId ChannelId ........ UpTime.. Codec.   Count    Lost Pct  Jitter   Count    Lost Pct  Jitter RTT....
 ===========================================================================================================

 3f1a2b3c bench.00-00000001  00:00:11 alaw       501       0    0   0.000     500       0    0   0.000   0.001
 3f1a2b3c carrier.bench-000  00:00:11 alaw       498       0    0   0.000     500       0    0   0.000   0.001
 4f1a2b3c bench.01-00000002  00:00:11 alaw       120       0    0   0.000     500       0    0   0.000   0.001
 4f1a2b3c carrier.bench-001  00:00:11 alaw       500       0    0   0.000     500       0    0   0.000   0.001

Objects found: 4
"""


def test_a_speed_is_clean_when_all_ring_and_nearly_all_at_once() -> None:
    assert AT_ONCE.clean
    assert ONE_LATE.clean
    assert not ONE_NEVER.clean
    assert ONE_NEVER.failed
    assert Step(100, [0.01, 1.5]).failed
    assert not MANY_LATE.failed
    assert not MANY_LATE.clean
    assert not Step(100, []).clean


def test_the_best_speed_is_the_last_clean_one_of_a_climb_perhaps_the_second_time() -> None:
    assert best_rate([AT_ONCE, ONE_LATE, ONE_NEVER]) == 100
    assert best_rate([AT_ONCE, MANY_LATE, ONE_LATE]) == 100
    assert best_rate([AT_ONCE, MANY_LATE, MANY_LATE]) == 50
    assert best_rate([ONE_NEVER]) == 0
    assert Climb(60, 1.5, 3, 1.0).rates() == [60, 90, 135]


def test_a_talk_counts_when_both_its_channels_got_their_sound() -> None:
    assert heard_both_ways(TABLE) == 1
    assert heard_both_ways("") == 0


def side(rate: float, cpu: float, rings: float, carried: int) -> Side:
    bare = Steady(100, 100, {"asterisk": cpu, "engine": 0.1}, [rings] * 100)
    return Side(rate, bare, Ordinary(20, 20, {}, [], carried))


def test_the_goals_are_held_against_the_dialplan_pair_by_pair() -> None:
    pairs = [
        (side(180, 0.7, 0.005, 20), side(400, 0.4, 0.004, 20)),
        (side(200, 0.9, 0.006, 19), side(400, 0.4, 0.004, 20)),
    ]
    found = {figure.key: figure for figure in goals(pairs, leaked=0)}
    assert list(found) == [
        "cpu_ratio",
        "rate_ratio",
        "carried_ratio",
        "first_ring_p50_ms",
        "first_ring_p99_ms",
        "leaked_channels",
    ]
    assert found["cpu_ratio"].value == pytest.approx(1.8)
    assert found["rate_ratio"].value == pytest.approx(0.475)
    assert found["carried_ratio"].value == pytest.approx(0.975)
    assert found["first_ring_p50_ms"].value == pytest.approx(1.5)
    assert found["first_ring_p99_ms"].low == pytest.approx(1.0)
    assert found["leaked_channels"].reached


def test_a_side_without_calls_costs_nothing_that_is_known() -> None:
    assert math.isnan(Steady(10, 0, {"asterisk": 1.0}, []).cpu_a_call)


def test_the_long_form_is_five_pairs_of_minute_long_talks() -> None:
    assert (LONG.pairs, LONG.talk_seconds, LONG.together) == (5, 60.0, False)
    assert (QUICK.pairs, QUICK.talk_seconds) == (1, 5.0)
