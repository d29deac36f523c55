"""One line of a calculation, so that people can follow it: formula, numbers, source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """`value` is in `unit`: `bytes`, `s`, `tok/s`, `req/s`, `USD` or a bare number."""

    name: str
    expression: str
    value: float
    unit: str
    source: str
