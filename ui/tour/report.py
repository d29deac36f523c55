"""`report.html` of a tour: what was done, how long it took, and the pictures."""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader

from ui.tour.pictures import Picture
from workbench.projections.grid import VariantSummary


@dataclass(frozen=True, slots=True)
class Measured:
    what: str
    seconds: float


def write_report(
    out: Path,
    measured: list[Measured],
    summaries: tuple[VariantSummary, ...],
    pictures: list[Picture],
) -> Path:
    """One page without scripts and without anything from elsewhere."""
    jinja = Environment(loader=PackageLoader("ui.tour"), autoescape=True, trim_blocks=True)
    pages = [(page, list(each)) for page, each in groupby(pictures, key=lambda each: each.page)]
    html = jinja.get_template("report.html").render(
        measured=measured, summaries=summaries, pages=pages
    )
    file = out / "report.html"
    file.write_text(html, encoding="utf-8")
    return file
