"""Tables of questions and answers: each row becomes a section."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from workbench.domain.knowledge_settings import Labels
from workbench.retrieval.loaders.decoding import decoded
from workbench.retrieval.loaders.loaded import Loaded, LoadError

QUESTIONS = ("question", "q", "frage", "title", "query", "problem")
ANSWERS = ("answer", "a", "antwort", "response", "solution", "text", "body")
DELIMITERS = ",;\t|"
SNIFFED_CHARACTERS = 8192
LONGEST_CELL = 1_000_000
NAME_COLUMNS = "Name the columns question and answer in the first line."
# What a column of this name says of the whole document.
LABELS = ("audience", "region", "language", "effective")


def load_csv(content: bytes) -> Loaded:
    """Other columns follow the answer as `name: value`. Raises `LoadError`."""
    text = decoded(content)
    rows = _rows(text)
    header = [name.strip() for name in next(rows, (1, []))[1]]
    question, answer = _column(header, QUESTIONS), _column(header, ANSWERS)
    table = [(line, dict(zip(header, row, strict=False))) for line, row in rows if any(row)]
    if not table:
        raise LoadError(1, "the table has no rows", "Add a line for each question.")
    shown = [name for name in header if name not in (question, answer) and not _is_label(name)]
    sections = (_section(row, question, answer, shown) for _, row in table)
    return Loaded("\n".join(sections), _labels(header, table))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each with the line that it ends at."""
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:SNIFFED_CHARACTERS], DELIMITERS)
        dialect.doublequote = True
    except csv.Error:
        dialect = csv.excel
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), dialect)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise LoadError(
            reader.line_num, f"this is no table: {error}", "Look for a quote without its end."
        ) from None


def _column(header: Sequence[str], names: Sequence[str]) -> str:
    for name in names:
        for column in header:
            if column.lower() == name:
                return column
    raise LoadError(1, f"there is no column {names[0]}", NAME_COLUMNS)


def _is_label(name: str) -> bool:
    return name.lower() in LABELS


def _labels(header: Sequence[str], table: Sequence[tuple[int, Mapping[str, str]]]) -> Labels:
    audience, region, language, effective = (_only(header, name, table) or None for name in LABELS)
    return Labels(audience=audience, region=region, language=language, effective=effective)


def _only(header: Sequence[str], label: str, table: Sequence[tuple[int, Mapping[str, str]]]) -> str:
    """A document has one audience: rows for others would be shown to the wrong people."""
    column = next((name for name in header if name.lower() == label), "")
    first = table[0][1].get(column, "").strip()
    for line, row in table:
        if row.get(column, "").strip() != first:
            raise LoadError(
                line,
                f"the column {column} has more than one value",
                f"Write a file of its own for each {label}.",
            )
    return first


def _section(row: Mapping[str, str], question: str, answer: str, shown: Sequence[str]) -> str:
    asked = " ".join(row.get(question, "").split())
    more = [f"{name}: {row[name].strip()}" for name in shown if row.get(name, "").strip()]
    return "\n\n".join([f"## {asked}", row.get(answer, "").strip(), *more]) + "\n"
