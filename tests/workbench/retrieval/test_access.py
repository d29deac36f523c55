import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import RetrievalError
from workbench.retrieval.access import (
    REPLACED,
    Permit,
    Source,
    audiences_of,
    reason_withheld,
    successors,
)

TODAY = "2026-11-22"
OLD = Source("old.md", "customer")


def test_a_role_reads_what_the_workspace_gives_it():
    assert audiences_of("agent", {"agent": ("customer", "agent")}) == ("customer", "agent")


def test_an_unknown_role_is_an_error_that_names_the_known_ones():
    with pytest.raises(RetrievalError, match="no role called boss") as raised:
        audiences_of("boss", {"customer": ("customer",), "agent": ()})
    assert raised.value.hint == "The workspace's roles: agent, customer."


@pytest.mark.parametrize(
    ("effective", "is_replaced"), [("", True), (TODAY, True), ("2026-11-23", False)]
)
def test_a_successor_counts_from_its_effective_date_on(effective, is_replaced):
    new = Source("new.md", "customer", effective, ("old.md",))
    assert successors([OLD, new], TODAY) == ({"old.md": ("new.md",)} if is_replaced else {})


def test_documents_that_replace_each_other_in_a_circle_stay_in_force():
    circle = [
        Source("a.md", "customer", "", ("b.md",)),
        Source("b.md", "customer", "", ("c.md",)),
        Source("c.md", "customer", "", ("a.md", "d.md")),
        Source("e.md", "customer", "", ("e.md",)),
    ]
    assert successors(circle, TODAY) == {"d.md": ("c.md",)}


def test_a_chain_leaves_only_its_newest_document_in_force():
    chain = [
        OLD,
        Source("newer.md", "customer", "", ("old.md",)),
        Source("newest.md", "customer", "", ("newer.md",)),
    ]
    assert successors(chain, TODAY).keys() == {"old.md", "newer.md"}


def test_the_reason_names_a_successor_only_to_those_who_may_read_it():
    new = {"secret-plan.md": Source("secret-plan.md", "internal")}
    assert reason_withheld(OLD, frozenset({"customer"}), new) == REPLACED
    both = frozenset({"customer", "internal"})
    assert reason_withheld(OLD, both, new) == "superseded by secret-plan.md"


def test_the_audience_is_the_reason_before_anything_else():
    hidden = Source("hidden.md", "internal")
    reason = reason_withheld(hidden, frozenset({"customer"}), {"new.md": OLD})
    assert reason == 'audience is "internal"'


@given(
    st.frozensets(st.sampled_from("abc")),
    st.frozensets(st.sampled_from(["x.md", "y.md"])),
    st.sampled_from("abcd"),
    st.sampled_from(["x.md", "y.md", "z.md"]),
)
def test_a_permit_allows_exactly_its_audiences_but_for_what_is_replaced(
    audiences, superseded, audience, path
):
    allows = Permit(audiences, superseded).allows(path, audience)
    assert allows == (audience in audiences and path not in superseded)
