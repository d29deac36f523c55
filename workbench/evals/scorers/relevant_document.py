"""One of the documents that hold the answer was among those the bot was given."""

from workbench.domain.suite import Score
from workbench.evals.scored_turn import ScoredTurn, nothing_to_say, verdict


def relevant_document(turn: ScoredTurn) -> Score:
    if not turn.case.documents:
        return nothing_to_say("relevant_document")
    if not turn.can_retrieve:
        return nothing_to_say("relevant_document", "this bot reads no documents")
    paths = dict.fromkeys(chunk.path for chunk in turn.chunks)
    if any(path in turn.case.documents for path in paths):
        return verdict("relevant_document", [], 1)
    got = ", ".join(paths) or "nothing"
    wanted = " or ".join(turn.case.documents)
    return verdict("relevant_document", [f"retrieved {got}, not {wanted}"], 1)
