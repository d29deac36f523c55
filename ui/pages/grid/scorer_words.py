"""What each scorer looks at, in plain words; the term stands in the tool tip. Qt-free."""

from collections.abc import Sequence

# Usual ones first: they are ticked in a new grid.
USUAL = ("expected_facts", "grounded_numbers", "nothing_unasked", "refusal", "regex")
_WORDS = {
    "expected_facts": ("Expected facts", "Says every fact that the case expects, in any writing"),
    "grounded_numbers": (
        "No invented numbers",
        "Every number, date and id is in what the model was given",
    ),
    "nothing_unasked": ("Nothing extra", "No other field of the record, and not too long"),
    "refusal": ("Refusal when due", "Says no where the case expects it, and nowhere else"),
    "regex": ("Patterns", "Matches the patterns of the case"),
    "tool_calls": ("Tool calls", "Calls the expected tools with the expected arguments"),
    "relevant_document": ("Right document", "Finds a document that the case names"),
    "icontains": ("Facts, any case", "Has each fact as it is written, in capitals or not"),
    "contains": ("Facts, exact case", "Has each fact letter by letter"),
    "exact": ("Exact answer", "Is the expected answer, letter by letter"),
}


def scorer_name(scorer: str) -> str:
    known = _WORDS.get(scorer)
    return known[0] if known else scorer.replace("_", " ").replace("-", " ").capitalize()


def scorer_tip(scorer: str) -> str:
    """`Matches the patterns of the case (regex)`."""
    known = _WORDS.get(scorer)
    return f"{known[1]} ({scorer})" if known else scorer


def in_order(scorers: Sequence[str]) -> tuple[str, ...]:
    """As people look for them; those that are not known here come last."""
    places = {name: place for place, name in enumerate(_WORDS)}
    return tuple(sorted(scorers, key=lambda name: places.get(name, len(places))))


def usual(scorers: Sequence[str]) -> tuple[str, ...]:
    """What a new grid begins with: all, where none of the usual ones is there."""
    return tuple(name for name in in_order(scorers) if name in USUAL) or tuple(scorers)
