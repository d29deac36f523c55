"""Kept answers and their audit, in words. Qt-free."""

from ui.widgets import amounts
from workbench.projections.cache_audit import AuditedHit, CacheAudit
from workbench.sizing.words import size_words
from workbench.spending_messages import CacheMeasured


def cache_words(told: CacheMeasured) -> str:
    """`128 answers, 0.4 of 100 MB, found in 31% of 412 turns that looked`."""
    kept = f"{amounts.count(told.answers, 'answer')}, {size_words(told.size_bytes)} of "
    kept += size_words(told.limit_bytes)
    looked = told.hits + told.misses
    if not looked:
        return f"{kept}, no turn has looked for one yet"
    share = amounts.percent(told.hits / looked)
    return f"{kept}, found in {share} of {amounts.count(looked, 'turn')} that looked"


def audit_words(audit: CacheAudit) -> str:
    """The wrong-hit rate with its interval, and what it cost to know."""
    if not audit.hits:
        return "No answer was given again yet, so there is nothing to check."
    said = []
    if audit.interval and audit.wrong_rate is not None:
        low, high = audit.interval
        said.append(
            f"{audit.wrong} of {audit.checked} answers that were given again are wrong: "
            f"{amounts.percent(audit.wrong_rate)}, 95% interval {amounts.percent(low)} to "
            f"{amounts.percent(high)}."
        )
    failed = len(audit.hits) - audit.checked
    if failed:
        said.append(f"{failed} could not be made anew.")
    said.append(f"Making them anew cost {amounts.cost(audit.cost_usd)}.")
    return " ".join(said)


def hit_words(hit: AuditedHit) -> str:
    if hit.problem:
        return f"{hit.question}\n  Not checked: {hit.problem}"
    return "\n  ".join(
        (
            hit.question,
            f"Given to “{hit.earlier}”, {hit.similarity:.2f} alike, {hit.cache} cache",
            f"Given again: {' '.join(hit.served.split())}",
            f"Made anew: {' '.join(hit.live.split())}",
            hit.difference,
        )
    )
