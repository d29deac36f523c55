"""Adding a case to a dataset: one more line, and nothing else is touched."""

import csv
import io
import json
from collections.abc import Collection
from dataclasses import dataclass, replace

from workbench.domain.suite import Case
from workbench.errors import WorkspaceError
from workbench.workspace.atomic import Change
from workbench.workspace.case_file import CSV_COLUMNS, case_of, csv_rows, dataset_path
from workbench.workspace.draft import Draft
from workbench.workspace.entries import case_entry
from workbench.workspace.json_text import parse_json
from workbench.workspace.problem import WrongFileError
from workbench.workspace.saving import check_name
from workbench.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SavedCase:
    """The case as it was written: its id was made unique."""

    case: Case
    change: Change


def save_case(workspace: Workspace, dataset: str, case: Case) -> SavedCase:
    """Append to datasets/<dataset>, made if it is not there. What others wrote is kept."""
    check_name(dataset)
    draft = Draft(workspace, overwrite=True)
    path = dataset_path(workspace.files, dataset)
    text = draft.text(path)
    is_table = path.endswith(".csv")
    ids = _csv_ids(path, text) if is_table else _json_ids(path, text)
    named = replace(case, id=_unique(case.id.strip() or "case", ids))
    line = _csv_line(path, text, named) if is_table else _json_line(path, named)
    gap = "" if not text or text.endswith("\n") else "\n"
    draft.put(path, f"{text}{gap}{line}\n")
    return SavedCase(named, draft.commit())


def _unique(wanted: str, taken: Collection[str]) -> str:
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free


def _json_ids(path: str, text: str) -> set[str]:
    """Of the lines that can be read: a broken one must not keep a case from being saved."""
    found = set()
    for line in text.split("\n"):
        try:
            value = parse_json(path, line)
        except WrongFileError:
            continue
        if isinstance(value, dict):
            found.add(str(value.get("id", "")))
    return found


def _csv_ids(path: str, text: str) -> set[str]:
    return {str(row.get("id", "")) for _, row in csv_rows(path, text)}


def _json_line(path: str, case: Case) -> str:
    entry = case_entry(case, path)
    value = entry.model_dump(exclude_defaults=True)
    case_of(path, 0, value)
    return json.dumps(value, ensure_ascii=False)


def _csv_line(path: str, text: str, case: Case) -> str:
    columns = [cell.strip() for cell in next(csv.reader(io.StringIO(text)), CSV_COLUMNS)]
    cells = {
        "id": case.id,
        "input": case.question,
        "account": case.account,
        "role": case.role,
        "facts": ";".join(case.facts),
        "tags": ";".join(case.tags),
        "split": case.split,
    }
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow([cells.get(column, "") for column in columns])
    line = stream.getvalue()
    header = ",".join(columns)
    (_, row), *_ = csv_rows(path, f"{header}\n{line}\n")
    if case_of(path, 0, row) != case:
        name = path.removeprefix("datasets/").removesuffix(".csv")
        raise WorkspaceError(
            f"{path}: this case has more than the table's columns can hold",
            f"Save it to another dataset: datasets/{name}-more.jsonl holds everything.",
        )
    return line
