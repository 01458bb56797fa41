"""Tables as spreadsheets of all sorts write them, and none in which a cell begins a formula."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from belplan.exchange.csv_text import Row, harmless, lines_of, rows_of

pytestmark = pytest.mark.fast

ZOE = [Row(1, ("Naam", "Nummer")), Row(2, ("Zoé", "201"))]


@pytest.mark.parametrize("between", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_whatever_a_program_writes_is_read_alike(between: str, encoding: str, newline: str) -> None:
    text = newline.join([f"Naam{between}Nummer", f"Zoé{between}201", ""])
    assert rows_of(text.encode(encoding)) == ZOE


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = 'Naam;Nummer\r\n"Zoé\r\nMaes";201\r\n\r\n;\r\nJan;202\r\n'
    assert [row.number for row in rows_of(text.encode())] == [1, 2, 6]


def test_the_line_that_excel_writes_for_itself_is_counted_but_not_read() -> None:
    assert rows_of(b"sep=,\nName,Number\nAnn;x,201\n")[1] == Row(3, ("Ann;x", "201"))


def test_a_missing_quotation_mark_is_named_by_its_line() -> None:
    with pytest.raises(ValidationError, match=r"[23]"):
        rows_of(b'Naam;Nummer\n"Ann;201\n' + b"x" * 200_000)


def test_a_spreadsheet_file_itself_is_no_csv() -> None:
    with pytest.raises(ValidationError, match="CSV"):
        rows_of(b"PK\x03\x04\x00\x00")


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert rows_of(lines_of([["x"], [harmless(cell)]], ";").encode())[1].cells == (cell.strip(),)
