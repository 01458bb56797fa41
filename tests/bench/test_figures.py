"""What the benchmark makes of its runs: medians, ratios, the table, the JSON, and the place in the document."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from bench import document, part
from bench.figures import Figure, Results, number, of_runs, percentile, ratio, table

pytestmark = pytest.mark.fast

CPU = of_runs("cpu_ratio", "CPU a call", [1.9, 1.5, 1.7, 2.0, 1.6], at_most=1.8)
RATE = of_runs("rate_ratio", "calls/s", [0.3, 0.2, 0.25], at_least=0.35)


def test_several_runs_are_their_median_with_the_spread() -> None:
    assert (CPU.value, CPU.low, CPU.high) == (1.7, 1.5, 2.0)
    assert (CPU.goal, CPU.reached) == ("≤ 1.80", True)
    assert (RATE.goal, RATE.reached) == ("≥ 0.35", False)


def test_a_run_that_found_nothing_neither_counts_nor_reaches_a_goal() -> None:
    assert of_runs("x", "", [math.nan, 2.0]).value == 2.0
    nothing = of_runs("x", "", [math.nan], at_most=1.0)
    assert math.isnan(nothing.value)
    assert not nothing.reached
    assert Results([nothing]).plain()["x"] is None


@pytest.mark.parametrize(("percent", "value"), [(50, 50.0), (99, 99.0), (100, 100.0), (0, 1.0)])
def test_percentiles_are_values_that_were_measured(percent: float, value: float) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], percent) == value


def test_nothing_measured_is_not_a_number() -> None:
    assert math.isnan(percentile([], 50))
    assert math.isnan(ratio(1.0, 0.0))
    assert ratio(3.0, 4.0) == 0.75


def test_json_holds_each_figure_by_its_key_and_the_spread() -> None:
    left = Figure("leaked_channels", "left", 0)
    plain = Results([CPU, left], ["busy"]).plain()
    assert plain == {"cpu_ratio": 1.7, "leaked_channels": 0, "spread": {"cpu_ratio": [1.5, 2.0]}, "notes": ["busy"]}


def test_people_read_a_table_with_goal_and_verdict() -> None:
    head, cpu, rate = table(Results([CPU, RATE]))
    assert head.split() == ["value", "spread", "goal"]
    assert cpu.split() == ["CPU", "a", "call", "1.70", "1.50", "-", "2", "≤", "1.80", "reached"]
    assert rate.endswith("missed")


@pytest.mark.parametrize(("value", "text"), [(0.256, "0.26"), (17.36, "17.4"), (1234.5, "1234"), (3.0, "3")])
def test_three_digits_count(value: float, text: str) -> None:
    assert number(value) == text


def test_later_results_take_the_place_of_earlier_ones_and_leave_what_people_wrote(tmp_path: Path) -> None:
    path = tmp_path / "docs" / "benchmarks.md"
    document.keep("calls", False, Results([CPU]), path)
    path.write_text(path.read_text() + "\nWhere it goes: mostly Asterisk.\n")
    document.keep("calls", True, Results([RATE]), path)
    document.keep("calls", False, Results([RATE], ["a note"]), path)
    text = path.read_text()
    assert text.count("## `scripts/bench calls") == 2
    assert "CPU a call" not in text
    assert "Where it goes: mostly Asterisk." in text
    assert text.index("- a note") < text.index("Where it goes") < text.index("calls --quick")


def test_each_part_is_found_by_its_file_and_says_what_it_measures() -> None:
    assert set(part.names()) >= {"calls", "devices", "memory"}
    for name in part.names():
        assert part.find(name).title.endswith(".")
