"""Rows of stored turns for tests of lists and metrics."""

from datetime import UTC, datetime, timedelta

from workbench.projections.turns import Part, TurnRow
from workbench.trace.facts import Segment

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
PARTS = (Part("guard", 0.02), Part("retrieve", 0.2), Part("model", 1.5))
SEGMENTS = (Segment("system", 100), Segment("examples", 50), Segment("evidence", 300),
            Segment("history", 20))  # fmt: skip


def turn(number, hours_ago=1.0, **given):
    told = {
        "bot": "router",
        "model": "smollm2-135m",
        "question": "What is my account status?",
        "answer": "It is past due.",
        "outcome": "finished",
        "account_id": "LT-1042",
        "started_at": (NOW - timedelta(hours=hours_ago)).isoformat(),
        "ttft_s": 0.5,
        "total_s": 2.0,
        "prompt_tokens": 470,
        "reply_tokens": 30,
        "cost_usd": 0.0,
        "parts": PARTS,
        "segments": SEGMENTS,
    }
    return TurnRow(f"t{number}", **{**told, **given})
