"""Columns of the lists: models, helpers, providers, downloads. Qt-free."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.pages.models.providers import ProviderRow
from ui.pages.models.rows import ModelRow
from ui.qt_models.row_table import Column, Look
from ui.theme.status import STATUS_LOOKS, StatusKind
from ui.widgets import amounts
from ui.widgets.key_words import key_tip
from workbench.model_messages import DownloadProgressed
from workbench.sizing.words import of_words, size_words

QUANT, FIT, ACTION = 1, 4, 7
PROVIDER_ACTION, DOWNLOAD_ACTION = 3, 5
FETCHING = frozenset({"waiting", "fetching", "checking"})


@dataclass(frozen=True, slots=True)
class HelperRow:
    """A model that every bot uses besides its own."""

    role: str
    name: str
    detail: str
    status: StatusKind
    words: str


def model_columns() -> Sequence[Column[ModelRow]]:
    """The columns at `QUANT`, `FIT` and `ACTION` are painted."""
    return (
        Column("Model", lambda row: row.name, lambda row: row.name.lower(), bold=True, width=150,
               stretch=True, look=_name, style="body", tooltip=_name_tip),
        Column("Quant", lambda row: row.model.quantisation,
               lambda row: row.model.quantisation or None, width=80, style="mono",
               tooltip=lambda _: "How the weights are stored (quantisation)"),
        Column("On disk", _on_disk, lambda row: row.model.size_bytes or None, align_right=True,
               width=70),
        Column("Context", _context, lambda row: row.context_tokens or None, align_right=True,
               width=68, tooltip=lambda _: "Tokens of prompt and answer together"),
        Column("Memory fit", _need, lambda row: row.need.total if row.need else None, width=140,
               tooltip=_fit_tip),
        Column("State", lambda row: row.status.words, lambda row: row.status.words, width=182,
               look=_status, style="body", tooltip=_state_tip),
        Column("tok/s", lambda row: amounts.bare_speed(row.write_tps), lambda row: row.write_tps,
               align_right=True, width=58, style="body",
               tooltip=lambda _: "Writing speed, as measured last (decode)"),
        Column("", lambda row: row.action, width=112),
    )  # fmt: skip


def helper_columns() -> Sequence[Column[HelperRow]]:
    return (
        Column("Helper", lambda row: row.role, width=96, look=lambda _: Look(tone="text2")),
        Column("Model", lambda row: row.name, bold=True, width=190),
        Column("Size", lambda row: row.detail, width=220, look=lambda _: Look(tone="text2")),
        Column("State", lambda row: row.words, width=200, stretch=True,
               look=lambda row: Look(icon=STATUS_LOOKS[row.status].icon,
                                     icon_tone=STATUS_LOOKS[row.status].tone)),
    )  # fmt: skip


def provider_columns() -> Sequence[Column[ProviderRow]]:
    """The column at `PROVIDER_ACTION` is painted."""
    return (
        Column("Provider", lambda row: row.name, bold=True, width=230, style="body",
               look=lambda row: Look(detail=", ".join(row.models)),
               tooltip=lambda row: f"{row.address}\n{', '.join(row.models)}"),
        Column("Key", lambda row: row.key_words[1], width=220, look=_key, style="body",
               tooltip=lambda row: key_tip(row.key) if row.key else ""),
        Column("Last test", lambda row: row.checked.words, width=240, stretch=True, look=_checked),
        Column("", lambda row: row.deed, width=112),
    )  # fmt: skip


def download_columns() -> Sequence[Column[DownloadProgressed]]:
    """The column at `DOWNLOAD_ACTION` is painted."""
    return (
        Column("Model", lambda row: row.name, bold=True, width=180, style="body",
               look=lambda row: Look(detail=row.file)),
        Column("Arrived", _arrived, lambda row: row.done_bytes, align_right=True, width=130),
        Column("Speed", _pace, lambda row: row.bytes_per_s, align_right=True, width=96),
        Column("Left", _left, align_right=True, width=140),
        Column("State", _download_words, width=240, stretch=True, look=_download_look,
               style="body", tooltip=lambda row: row.detail),
        Column("", lambda row: "Stop" if row.state in FETCHING else _again(row), width=112),
    )  # fmt: skip


def _name(row: ModelRow) -> Look:
    is_off = row.model.origin == "catalog" or bool(row.model.problem)
    return Look(tone="text2" if is_off else "text", detail=row.detail)


def _name_tip(row: ModelRow) -> str:
    entry = row.model.entry
    where = row.model.path or (f"{entry.repository}, {entry.file}" if entry else "")
    note = entry.note if entry else ""
    return "\n".join(each for each in (row.name, where, note) if each)


def _on_disk(row: ModelRow) -> str:
    return size_words(row.model.size_bytes) if row.model.size_bytes else amounts.UNKNOWN


def _context(row: ModelRow) -> str:
    return f"{row.context_tokens:,}" if row.context_tokens else amounts.UNKNOWN


def _need(row: ModelRow) -> str:
    return size_words(row.need.total) if row.need else amounts.UNKNOWN


def _fit_tip(row: ModelRow) -> str:
    if row.need is None:
        return ""
    need = row.need
    return (
        f"Weights {size_words(need.weights)}, key-value cache {size_words(need.kv_cache)}, "
        f"buffers {size_words(need.compute)}, server {size_words(need.runtime)}"
    )


def _status(row: ModelRow) -> Look:
    status = row.status
    tone = status.tone if status.tone in {"fail", "warn", "accent"} else "text"
    return Look(tone=tone, icon=status.icon, icon_tone=status.tone, bar=status.share)


def _state_tip(row: ModelRow) -> str:
    return f"{row.model.problem} {row.model.hint}".strip()


def _key(row: ProviderRow) -> Look:
    kind, _ = row.key_words
    look = STATUS_LOOKS[kind]
    icon = "key" if kind == "pass" else look.icon
    return Look(icon=icon, icon_tone=look.tone, tone="fail" if kind == "fail" else "text")


def _checked(row: ProviderRow) -> Look:
    if row.is_cut:
        return Look(icon="cloud-slash", icon_tone="text3", tone="text2")
    look = STATUS_LOOKS[row.checked.kind]
    tone = look.tone if row.checked.kind == "fail" else "text2"
    icon = "" if row.checked.kind == "idle" else look.icon
    return Look(icon=icon, icon_tone=look.tone, tone=tone)


def _arrived(row: DownloadProgressed) -> str:
    return of_words(row.done_bytes, row.total_bytes) if row.total_bytes else amounts.UNKNOWN


def _pace(row: DownloadProgressed) -> str:
    return f"{size_words(row.bytes_per_s)}/s" if row.bytes_per_s else amounts.UNKNOWN


def _left(row: DownloadProgressed) -> str:
    if not row.bytes_per_s:
        return amounts.UNKNOWN
    return f"about {amounts.duration((row.total_bytes - row.done_bytes) / row.bytes_per_s)}"


def _download_words(row: DownloadProgressed) -> str:
    share = row.done_bytes / row.total_bytes if row.total_bytes else 0.0
    words = {
        "waiting": "Asking the hub",
        "fetching": f"Downloading, {share:.0%}",
        "checking": "Checking",
        "done": "Downloaded, in the picker",
        "stopped": f"Stopped at {share:.0%}; what arrived is kept",
        "failed": row.detail,
    }
    return words[row.state]


def _download_look(row: DownloadProgressed) -> Look:
    kinds: dict[str, StatusKind] = {"done": "pass", "failed": "fail", "stopped": "idle"}
    look = STATUS_LOOKS[kinds.get(row.state, "running")]
    share = row.done_bytes / row.total_bytes if row.total_bytes else None
    return Look(
        icon=look.icon,
        icon_tone=look.tone,
        tone="fail" if row.state == "failed" else "text",
        bar=share if row.state in FETCHING else None,
    )


def _again(row: DownloadProgressed) -> str:
    return "" if row.state == "done" else "Go on" if row.done_bytes else "Try again"
