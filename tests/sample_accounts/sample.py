"""The sample workspace as plain JSON and YAML, so that its tests trust no reader of ours."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2] / "sample_accounts"
TODAY = date(2026, 11, 16)


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the knowledge folder: `front` is its front matter."""

    path: str
    front: dict[str, Any]
    body: str


def read_yaml(path: str) -> Any:
    return YAML(typ="safe").load((ROOT / path).read_text("utf-8"))


@cache
def accounts() -> dict[str, dict[str, Any]]:
    files = sorted((ROOT / "accounts").glob("*.json"))
    return {path.stem: json.loads(path.read_text("utf-8")) for path in files}


@cache
def cases() -> tuple[dict[str, Any], ...]:
    lines = (ROOT / "datasets/accounts.jsonl").read_text("utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def pages() -> dict[str, Page]:
    folder = ROOT / "knowledge"
    found = (_page(path, folder) for path in sorted(folder.rglob("*.md")))
    return {page.path: page for page in found}


def turns(case: dict[str, Any]) -> list[str]:
    return case["turns"] if "turns" in case else [case["input"]]


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    _, front, body = text.split("---\n", 2)
    return YAML(typ="safe").load(front), body


def _page(path: Path, folder: Path) -> Page:
    front, body = front_matter(path.read_text("utf-8"))
    return Page(path.relative_to(folder).as_posix(), front, body)
