"""What a status looks like: always an icon, a word and a colour together."""

from dataclasses import dataclass
from typing import Literal

StatusKind = Literal["pass", "fail", "warn", "running", "offline", "idle"]


@dataclass(frozen=True, slots=True)
class StatusLook:
    icon: str
    tone: str
    soft: str


STATUS_LOOKS: dict[StatusKind, StatusLook] = {
    "pass": StatusLook("check-circle", "pass", "pass_soft"),
    "fail": StatusLook("x-circle", "fail", "fail_soft"),
    "warn": StatusLook("warning", "warn", "warn_soft"),
    "running": StatusLook("spinner-gap", "accent", "accent_soft"),
    "offline": StatusLook("cloud-slash", "text2", "surface2"),
    "idle": StatusLook("circle-dashed", "text3", "surface2"),
}
