"""Which chunks answer a question, as people judge, and what rankings are worth by it. Qt-free."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ui.pages.knowledge.microscope.ladders import Ladder
from workbench.domain.suite import Case, suggested_id
from workbench.statistics.ranking_metrics import ranking_metrics

DEPTH = 10
GRADE_WORDS = ("Off topic", "Helps", "Answers it")


@dataclass(frozen=True, slots=True)
class Judged:
    """`grade`: 2 answers the question, 1 helps, 0 is off topic."""

    grade: int
    path: str


class Judgements:
    """By question; whoever asked, and whatever found it."""

    def __init__(self) -> None:
        self._made: dict[str, dict[str, Judged]] = {}

    def of(self, question: str) -> Mapping[str, Judged]:
        """By chunk id."""
        return dict(self._made.get(question, {}))

    def put(self, question: str, chunk_id: str, judged: Judged | None) -> Judged | None:
        """None takes it back. What it was before."""
        known = self._made.setdefault(question, {})
        before = known.pop(chunk_id, None)
        if judged is not None:
            known[chunk_id] = judged
        return before


def relevant_documents(judged: Mapping[str, Judged]) -> tuple[str, ...]:
    """Those of chunks that answer first, then those of chunks that help."""
    good = sorted((each for each in judged.values() if each.grade), key=lambda each: -each.grade)
    return tuple(dict.fromkeys(each.path for each in good))


def judged_case(question: str, role: str, account: str, judged: Mapping[str, Judged]) -> Case:
    """Test data as suites have it. Where nothing is relevant, saying so is the right answer."""
    documents = relevant_documents(judged)
    return Case(
        suggested_id(question),
        (question,),
        account=account,
        role=role,
        documents=documents,
        refuse=not documents,
        tags=("judged",),
    )


def scores(
    ladder: Ladder, judged: Mapping[str, Judged], readable: Collection[str], keep: int
) -> tuple[tuple[str, float | None], ...]:
    """Recall of what is kept, MRR and nDCG, over what was judged and may be read.

    None before anything of that is relevant.
    """
    recall, depth = f"recall@{keep}", f"nDCG@{DEPTH}"
    grades = {key: each.grade for key, each in judged.items() if key in readable}
    found: Mapping[str, float] = {}
    if any(grades.values()):
        found = ranking_metrics(ladder.ranked, grades, (keep, DEPTH))
    names = ((f"Recall@{keep}", recall), ("MRR", "MRR"), (depth, depth))
    return tuple((name, found.get(key)) for name, key in names)
