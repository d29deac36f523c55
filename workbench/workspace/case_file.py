"""datasets/<name>.jsonl or .csv: cases, one a line."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import regex

from workbench.domain.suite import Case, ExpectedCall
from workbench.workspace.explain import checked
from workbench.workspace.files import Files
from workbench.workspace.json_text import parse_json
from workbench.workspace.problem import Problem, WrongFileError, did_you_mean, wrong
from workbench.workspace.schema import CaseEntry

CSV_COLUMNS = ("id", "input", "account", "role", "facts", "tags", "split")
Row = tuple[int, Any]


def dataset_path(files: Files, name: str) -> str:
    """JSON lines, unless only a CSV file of that name is there."""
    lines, table = f"datasets/{name}.jsonl", f"datasets/{name}.csv"
    return table if files.exists(table) and not files.exists(lines) else lines


def read_dataset(files: Files, name: str) -> tuple[Case, ...]:
    path = dataset_path(files, name)
    text = files.read(path)
    rows = _rows(path, text)
    if not rows:
        hint = 'Write a case a line: {"id": "status-1", "input": "What is my account status?"}'
        raise wrong(path, 0, "this dataset has no cases", hint)
    cases = [case_of(path, line, value) for line, value in rows]
    _check_unique(path, rows, cases)
    return tuple(cases)


def case_place(files: Files, name: str, case_id: str) -> tuple[str, int]:
    """The file and the line of a case of a dataset that can be read."""
    path = dataset_path(files, name)
    lines = (line for line, value in _rows(path, files.read(path)) if value["id"] == case_id)
    return path, next(lines, 0)


def case_of(path: str, line: int, value: Any) -> Case:
    entry = checked(CaseEntry, value, path, lambda _: line)
    problems = [Problem(path, line, *found) for found in _faults(entry)]
    if problems:
        raise WrongFileError(*problems)
    return _case(entry)


def csv_rows(path: str, text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] = []
    try:
        for cells in reader:
            if not columns:
                columns = _columns(path, cells)
            elif any(cell.strip() for cell in cells):
                yield reader.line_num, _row(path, reader.line_num, columns, cells)
    except csv.Error as error:
        hint = "Put cells with commas or quotes into quotes, and double the quotes inside."
        raise wrong(path, reader.line_num, f"this is not valid CSV: {error}", hint) from None


def _rows(path: str, text: str) -> list[Row]:
    return list(csv_rows(path, text) if path.endswith(".csv") else _json_rows(path, text))


def _json_rows(path: str, text: str) -> Iterator[Row]:
    for line, row in enumerate(text.split("\n"), 1):
        if row.strip():
            yield line, parse_json(path, row, line)


def _columns(path: str, cells: list[str]) -> list[str]:
    columns = [cell.strip() for cell in cells]
    for column in columns:
        if column not in CSV_COLUMNS:
            hint = did_you_mean(column, CSV_COLUMNS, "columns")
            raise wrong(path, 1, f'there is no column "{column}"', hint)
    return columns


def _row(path: str, line: int, columns: list[str], cells: list[str]) -> dict[str, Any]:
    if len(cells) > len(columns):
        hint = "Put cells with commas into quotes."
        raise wrong(path, line, f"this row has {len(cells)} cells for {len(columns)} columns", hint)
    row = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
    value: dict[str, Any] = {name: cell for name, cell in row.items() if cell}
    value["expected"] = {"facts": _listed(value.pop("facts", ""))}
    value["tags"] = _listed(value.get("tags", ""))
    return value


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _faults(entry: CaseEntry) -> Iterator[tuple[str, str]]:
    if (entry.input is None) == (entry.turns is None):
        hint = "input: one question. turns: what the customer says, in order."
        yield f'the case "{entry.id}" needs either input or turns', hint
    for pattern in entry.expected.regex:
        try:
            regex.compile(pattern)
        except regex.error as error:
            yield f'"expected.regex" has {pattern!r}, which is wrong: {error}', "Correct it."


def _check_unique(path: str, rows: list[Row], cases: list[Case]) -> None:
    first: dict[str, int] = {}
    problems = []
    for (line, _), case in zip(rows, cases, strict=True):
        if case.id in first:
            message = f'two cases are called "{case.id}" (lines {first[case.id]} and {line})'
            problems.append(Problem(path, line, message, "Give each an id of its own."))
        first.setdefault(case.id, line)
    if problems:
        raise WrongFileError(*problems)


def _case(entry: CaseEntry) -> Case:
    expected = entry.expected
    return Case(
        id=entry.id,
        turns=tuple(entry.turns or [entry.input or ""]),
        account=entry.account,
        role=entry.role,
        facts=tuple(expected.facts),
        forbidden=tuple(expected.forbidden),
        exact=expected.exact,
        regexes=tuple(expected.regex),
        tool_calls=tuple(
            ExpectedCall(call.tool, call.arguments) for call in entry.expected_tool_calls
        ),
        documents=tuple(entry.relevant_documents),
        refuse=expected.refuse,
        max_words=expected.max_words,
        tags=tuple(entry.tags),
        split=entry.split,
    )
