"""A leak test in plain words: what is asked now, and what came of it. Qt-free."""

from collections.abc import Sequence

from ui.pages.knowledge.leaks.state import LeakState
from ui.theme.status import StatusKind
from ui.widgets.amounts import duration
from workbench.domain.leaks import LeakPlace, LeakReport, LeakWay, ProbeKind

ASKED: dict[ProbeKind, str] = {
    "title": "By its title",
    "sentence": "By a key sentence",
    "canary": "By a code in it",
    "paraphrase": "In other words",
    "account": "For another account",
}
WAYS: dict[LeakWay, str] = {
    "chunk": "Chunk id",
    "canary": "Canary code",
    "text": "Near-verbatim text",
    "record": "Account data",
}
PLACES: dict[LeakPlace, str] = {
    "ranking": "Ranking",
    "evidence": "Evidence",
    "prompt": "Prompt",
    "answer": "Answer",
}
_FEW = 2


def progress_words(state: LeakState) -> str:
    """`customer asks retrieval: 121 of 312 questions`."""
    told = state.progress
    if state.is_stopping:
        return "Stopping after this question"
    if told is None or not told.total:
        return "Getting the questions ready"
    doing = told.doing[:1].upper() + told.doing[1:]
    if not told.doing:
        return f"{told.done:,} of {told.total:,} questions"
    what = "documents" if "paraphrases" in told.doing else "questions"
    return f"{doing}: {told.done:,} of {told.total:,} {what}"


def so_far(state: LeakState) -> str:
    found = state.progress.leaks if state.progress else 0
    return f"{counted(found, 'leak')} so far" if found else "No leak so far"


def verdict(report: LeakReport) -> StatusKind:
    """What the result is worth: a test that asked nothing proves nothing."""
    if not report.is_filtered:
        return "warn" if report.reached < report.forbidden else "idle"
    if report.leaks:
        return "fail"
    return "pass" if report.asked and report.is_whole and not report.failed else "warn"


def result_sentence(report: LeakReport) -> str:
    """`0 leaks: 312 questions as 4 roles, through retrieval and 3 bots, in 42 s.`"""
    if not report.forbidden and not report.leaks:
        return _nothing_hidden(report)
    asked = f"{counted(report.asked, 'question')} as {_roles(report.roles)}"
    if not report.is_filtered:
        return (
            f"Without access control the questions reach {report.reached:,} of "
            f"{report.forbidden:,} hidden documents: so much the test would see. {asked}, "
            f"in {duration(report.seconds)}."
        )
    found = counted(len(report.leaks), "leak")
    sources = len({leak.source for leak in report.leaks})
    of = f" of {counted(sources, 'document')}" if report.leaks else ""
    return f"{found}{of}: {asked}, through {_through(report)}, in {duration(report.seconds)}."


def result_notes(report: LeakReport) -> str:
    """What else is to be known: what it aimed at, what failed, where it was stopped."""
    notes = []
    if report.forbidden:
        pairs = counted(report.forbidden, "hidden document")
        notes.append(f"Aimed at {pairs}, each counted for each role that may not read it.")
    if not report.is_whole:
        rest = counted(max(0, report.probes - report.asked - report.failed), "question")
        notes.append(f"Stopped before its end, {rest} not asked.")
    if report.failed:
        notes.append(f"{counted(report.failed, 'question')} failed: {report.note}")
    elif report.note:
        notes.append(f"No questions in other words: {report.note}")
    return " ".join(notes)


def counted(number: int, what: str) -> str:
    """`1 leak`, `1,204 leaks`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _nothing_hidden(report: LeakReport) -> str:
    roles = _roles(report.roles)
    if not report.asked:
        return f"Nothing was tested: no document is hidden from {roles}."
    return f"0 leaks: {counted(report.asked, 'question')} as {roles}; no document is hidden."


def _roles(roles: Sequence[str]) -> str:
    return " and ".join(roles) if len(roles) <= _FEW else f"{len(roles)} roles"


def _through(report: LeakReport) -> str:
    if not report.bots:
        return "retrieval alone"
    bots = report.bots[0] if len(report.bots) == 1 else f"{len(report.bots)} bots"
    return f"retrieval and {bots}"
