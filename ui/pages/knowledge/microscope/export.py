"""Ladders as Markdown, JSON and CSV. Qt-free. Of what is hidden there is an id and a reason."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from io import StringIO

from ui.pages.knowledge.microscope.judgements import GRADE_WORDS, Judged
from ui.pages.knowledge.microscope.ladders import Ladder, Rung
from ui.pages.knowledge.microscope.lookup import Question

_COLUMNS = ("ladder", "rank", "score", "chunk", "path", "title", "sent", "relevance", "note")
Judgings = Mapping[str, Judged]
Writer = Callable[[Question, Sequence[Ladder], Judgings], str]


def as_markdown(question: Question, shown: Sequence[Ladder], judged: Judgings) -> str:
    """The question, then a table a ladder."""
    lines = [f"**{_plain(question.text)}** ({_plain(question.who)})"]
    for ladder in shown:
        lines += ["", f"{ladder.name}:", "", "| Rank | Score | Chunk | Document | Note |",
                  "| ---: | ---: | --- | --- | --- |"]  # fmt: skip
        lines += [_line(each, ladder, judged) for each in ladder.rungs]
    return "\n".join(lines) + "\n"


def as_json(question: Question, shown: Sequence[Ladder], judged: Judgings) -> str:
    document = {
        "question": question.text,
        "role": question.role,
        "account": question.account,
        "bot": question.bot,
        "ladders": [
            {"name": each.name, "rungs": [_fields(rung, judged) for rung in each.rungs]}
            for each in shown
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_csv(shown: Sequence[Ladder], judged: Judgings) -> str:
    """A line a rung."""
    out = StringIO()
    writer = csv.DictWriter(out, ("ladder", *_COLUMNS[1:]), lineterminator="\n")
    writer.writeheader()
    for ladder in shown:
        for rung in ladder.rungs:
            writer.writerow({"ladder": ladder.name} | _fields(rung, judged))
    return out.getvalue()


def _fields(rung: Rung, judged: Judgings) -> dict[str, object]:
    grade = judged.get(rung.chunk_id)
    return {
        "rank": rung.rank or None,
        "score": rung.score if rung.kind == "ranked" else None,
        "chunk": rung.chunk_id,
        "path": rung.chunk.path if rung.chunk else "",
        "title": rung.title if rung.chunk else "",
        "sent": rung.is_sent,
        "relevance": grade.grade if grade else None,
        "note": rung.note,
    }


def _line(rung: Rung, ladder: Ladder, judged: Judgings) -> str:
    grade = judged.get(rung.chunk_id)
    notes = [rung.note, "sent to the model" if rung.is_sent else "",
             GRADE_WORDS[grade.grade].lower() if grade else ""]  # fmt: skip
    cells = (
        str(rung.rank or "–"),
        ladder.score(rung) or "–",
        rung.title,
        rung.chunk.path if rung.chunk else "",
        ", ".join(note for note in notes if note),
    )
    return f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
