"""Who of those that wait gets a place next. Pure."""

from collections.abc import Sequence as Many

from workbench.model_server.engine.job import Job
from workbench.model_server.engine.sequence import Sequence, shared_beginning

# Shorter common beginnings are cheaper read again than waited for.
WORTH_SHARING_TOKENS = 16
# A batch request that others overtook for the sake of a common beginning waits no longer.
LONGEST_OVERTAKEN_S = 20.0


def next_job(waiting: Many[Job], active: Many[Sequence], now_s: float) -> Job | None:
    """People in their order; of a batch, whoever shares most with those that are at work.

    So prompts with a common beginning run together, and each beginning is read once.
    """
    people = [job for job in waiting if job.is_interactive]
    if people or not waiting:
        return people[0] if people else None
    oldest = waiting[0]
    if now_s - oldest.waiting_since > LONGEST_OVERTAKEN_S:
        return oldest
    return max(waiting, key=lambda job: _sharing(job, active))


def _sharing(job: Job, active: Many[Sequence]) -> int:
    prompt = job.assignment.prompt
    shared = max((shared_beginning(each.tokens, prompt) for each in active), default=0)
    return shared if shared >= WORTH_SHARING_TOKENS else 0


def best_leader(prompt: list[int], active: Many[Sequence]) -> tuple[Sequence | None, int]:
    """The sequence that shares the longest beginning, and how many tokens."""
    found, longest = None, 0
    for each in active:
        shared = min(shared_beginning(each.tokens, prompt), sharable(prompt))
        if shared > longest:
            found, longest = each, shared
    return (found, longest) if longest >= WORTH_SHARING_TOKENS else (None, 0)


def sharable(prompt: list[int]) -> int:
    """All but the last two tokens: what follows them is to be computed, and see EngineSettings."""
    return max(len(prompt) - 2, 0)


def victim(active: Many[Sequence], job: Job) -> Sequence | None:
    """Whom to set aside for a person: the batch answer that came last."""
    if not job.is_interactive:
        return None
    batch = [each for each in active if not each.job.is_interactive]
    return batch[-1] if batch else None


def last_come(active: Many[Sequence]) -> Sequence:
    """Whom to set aside when the cache is full: of a batch before a person."""
    batch = [each for each in active if not each.job.is_interactive]
    return (batch or list(active))[-1]
