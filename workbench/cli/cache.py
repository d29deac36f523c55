"""`workbench cache`: the answers that bots keep: how many, forgotten, checked."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict
from uuid import uuid4

from workbench.cli.progress import progress_bar
from workbench.cli.session import CliSession, opened
from workbench.domain.spending import dollars
from workbench.errors import WorkbenchError
from workbench.projections.cache_audit import AuditedHit, CacheAudit
from workbench.spending_commands import AuditCache, ClearCache, MeasureCache, StopAudit
from workbench.spending_messages import CacheAudited, CacheMeasured

MIB = 1024 * 1024
SAMPLE = 20


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser(
        "cache", parents=[shared], help="answers that bots keep: size, clear, audit"
    )
    parser.add_argument("action", nargs="?", choices=("size", "clear", "audit"), default="size")
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, metavar="N", help="answers to make anew (20)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    if arguments.sample < 1:
        raise WorkbenchError("A sample has at least one answer.", "Write --sample 20.")
    with opened(arguments) as session:
        if arguments.action == "audit":
            audit = _audited(session, arguments.sample)
            text = json.dumps(_document(audit)) if arguments.json else _audit_text(audit)
        else:
            session.client.send(MeasureCache() if arguments.action == "size" else ClearCache())
            told = next(session.client.answers(CacheMeasured))
            text = json.dumps(_plain(told)) if arguments.json else _size_text(told)
    sys.stdout.write(f"{text}\n")
    return 0


def _audited(session: CliSession, sample: int) -> CacheAudit:
    request_id, hits = uuid4().hex, list[AuditedHit]()
    session.client.wait_for_index()
    session.client.send(AuditCache(request_id, sample))
    with progress_bar("Making answers anew") as progress:
        try:
            for told in session.client.answers(CacheAudited):
                progress.show(told.done, told.total)
                if told.hit is None:
                    return CacheAudit(tuple(hits), told.cost_usd)
                hits.append(told.hit)
        except KeyboardInterrupt:
            session.client.send(StopAudit())
            raise
    raise AssertionError


def _plain(told: CacheMeasured) -> dict[str, object]:
    document = asdict(told)
    document.pop("kind")
    return document


def _size_text(told: CacheMeasured) -> str:
    looked = told.hits + told.misses
    rate = f", {told.hits / looked:.0%} of {looked:,} turns that looked for one" if looked else ""
    return (
        f"{told.answers:,} answers kept, {told.size_bytes / MIB:.1f} of at most "
        f"{told.limit_bytes / MIB:.0f} MB. Given again {told.hits:,} times{rate}."
    )


def _document(audit: CacheAudit) -> dict[str, object]:
    return {
        "checked": audit.checked,
        "wrong": audit.wrong,
        "wrong_rate": audit.wrong_rate,
        "interval_95": audit.interval,
        "cost_usd": audit.cost_usd,
        "hits": [asdict(hit) for hit in audit.hits],
    }


def _audit_text(audit: CacheAudit) -> str:
    if not audit.hits:
        return "No answer was given again yet: there is nothing to check."
    lines = [line for hit in audit.hits if hit.difference or hit.problem for line in _lines(hit)]
    if audit.interval and audit.wrong_rate is not None:
        low, high = audit.interval
        lines.append(
            f"{audit.wrong} of {audit.checked} answers that were given again are wrong, "
            f"{audit.wrong_rate:.0%} (95 % interval {low:.0%} to {high:.0%})."
        )
    failed = len(audit.hits) - audit.checked
    if failed:
        lines.append(f"{failed} could not be made anew.")
    cost = "an unknown sum" if audit.cost_usd is None else dollars(audit.cost_usd)
    lines.append(f"Making them anew cost {cost}.")
    return "\n".join(lines)


def _lines(hit: AuditedHit) -> list[str]:
    if hit.problem:
        return [f"? {hit.question}: {hit.problem}"]
    return [
        f"✗ {hit.question}",
        f"    given to “{hit.earlier}”, {hit.similarity:.2f} near ({hit.cache})",
        f"    given again: {' '.join(hit.served.split())}",
        f"    made anew:   {' '.join(hit.live.split())}",
        f"    {hit.difference}",
        "",
    ]
