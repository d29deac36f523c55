"""What the microscope says of a search: while it goes on, when it is done, when it found nothing.

Qt-free.
"""

from dataclasses import dataclass

from ui.pages.knowledge.microscope.lookup import Question
from ui.widgets.amounts import count
from workbench.domain.bot import RetrievalSettings
from workbench.domain.document import Retrieved

_HELP = "See how each step ranks what it finds, and why a chunk is sent to the model or not."
# A search that is over sooner need not say how long it takes.
_NOTICED_S = 0.3


@dataclass(frozen=True, slots=True)
class Emptiness:
    """What stands where no ladders are; `action` is what its button does, in words."""

    title: str
    text: str
    action: str = ""


def emptiness(found: Retrieved | None, doing: str | None, *, has_example: bool) -> Emptiness:
    """`doing`: of the search that goes on, None if there is none."""
    if doing is not None:
        return Emptiness("Searching", doing, "Stop")
    if found is not None:
        return Emptiness("No evidence", found.no_evidence or "Nothing that may be read matches.")
    return Emptiness("Ask the documents", _HELP, "Try an example" if has_example else "")


def doing(settings: RetrievalSettings) -> str:
    """What may take long."""
    if settings != settings.without_model():
        return "The bot's model is asked, too."
    return "Scores of a reranker are waited for." if settings.rerank != "none" else ""


def going_on(seconds: float, what: str) -> str:
    """`Searching, 3 s. The bot's model is asked, too`."""
    since = f", {seconds:.0f} s" if seconds >= _NOTICED_S else ""
    return f"Searching{since}. {what}".rstrip(". ")


def summary(found: Retrieved, question: Question) -> str:
    """How much was found, how much is withheld, and what was searched for beside the question."""
    chunks = {each.chunk_id for ranking in found.rankings for each in ranking.placings}
    said = [f"{count(len(chunks), 'chunk')} found"]
    if found.withheld:
        said.append(f"{len(found.withheld):,} withheld from {question.role}")
    if more := [each.text for each in found.texts if each.text != question.text]:
        said.append(f"searched for: {' / '.join(more)}")
    return ", ".join(said)
