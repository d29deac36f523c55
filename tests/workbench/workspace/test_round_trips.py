"""Whatever is saved is loaded again as it was."""

import shutil
import string
from dataclasses import replace

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.workbench.workspace.small_workspace import small_workspace
from workbench.domain.bot import Example, Intent, Prompt, RetrievalSettings, Sampling
from workbench.domain.suite import Case, ExpectedCall
from workbench.workspace.case_saving import save_case
from workbench.workspace.saving import save_bot, save_prompt
from workbench.workspace.workspace import Workspace

# Without shrinking: one pass reads and writes dozens of files.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
# White space around a text is not kept, nor is a template's own syntax made here.
CHARACTERS = st.characters(codec="utf-8", exclude_characters="{}\r")
TEXTS = st.text(CHARACTERS, max_size=40).map(str.strip) | st.sampled_from(
    ["yes", "null", "1e3", "- a", "a: b", "#", "'", '"', "a\n\nb", "---", "a\n b\n", "2026-01-01"]
).map(str.strip)
FILLED = TEXTS.filter(bool)
NAMES = st.text(string.ascii_letters, min_size=1, max_size=8)
EXAMPLES = st.lists(st.builds(Example, FILLED, FILLED, TEXTS), max_size=3).map(tuple)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)
PROMPTS = st.builds(
    Prompt,
    name=st.just("plain"),
    system=TEXTS,
    user=TEXTS,
    version=TEXTS,
    examples=EXAMPLES,
    output_schema=st.none() | st.dictionaries(st.just("title"), TEXTS),
)
SAMPLINGS = st.builds(
    Sampling,
    temperature=st.floats(0, 2),
    top_p=st.floats(0.01, 1),
    max_tokens=st.integers(1, 10**6),
    seed=st.integers(-5, 10**9),
    stop=st.lists(st.text(CHARACTERS, max_size=5), max_size=2).map(tuple),
    repeat_penalty=st.floats(0.1, 3),
)
RETRIEVALS = st.builds(
    RetrievalSettings,
    st.integers(1, 50),
    st.integers(1, 50),
    st.sampled_from([("bm25",), ("dense",), ("dense", "bm25")]),
)
INTENTS = st.lists(
    st.builds(
        Intent,
        name=NAMES,
        phrases=st.lists(FILLED, min_size=1, max_size=3).map(tuple),
        tool=st.sampled_from(["", "get_account"]),
        evidence=st.booleans(),
        instruction=TEXTS,
        examples=EXAMPLES,
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda intent: intent.name,
).map(tuple)
CASES = st.builds(
    Case,
    id=FILLED,
    turns=st.lists(FILLED, min_size=1, max_size=2).map(tuple),
    account=TEXTS,
    role=FILLED,
    facts=st.lists(FILLED, max_size=2).map(tuple),
    exact=TEXTS,
    tool_calls=st.lists(
        st.builds(ExpectedCall, FILLED, st.dictionaries(NAMES, JSON, max_size=2)), max_size=2
    ).map(tuple),
    documents=st.lists(TEXTS, max_size=2).map(tuple),
    refuse=st.booleans(),
    max_words=st.integers(0, 99),
    tags=st.lists(TEXTS, max_size=2).map(tuple),
    split=st.sampled_from(["dev", "test"]),
)


def fresh(tmp_path_factory, name):
    folder = tmp_path_factory.getbasetemp() / name
    shutil.rmtree(folder, ignore_errors=True)
    return small_workspace(folder)


@settings(max_examples=10, deadline=None, phases=PHASES)
@example(Prompt("plain", ""), Prompt("plain", "", "", output_schema={"title": "a\n\nb"}))
@example(Prompt("plain", ""), Prompt("plain", "a", "b\x00c", "\x1b", (Example("a\x85b", "\x07"),)))
@given(first=PROMPTS, second=PROMPTS)
def test_a_prompt_saved_over_another_is_itself(tmp_path_factory, first, second):
    folder = fresh(tmp_path_factory, "prompts")
    workspace = Workspace.open(folder)
    for prompt in (first, second):
        save_prompt(workspace, prompt)
        assert Workspace.open(folder).prompt("plain") == prompt


CHANGES = st.fixed_dictionaries(
    {
        "sampling": SAMPLINGS,
        "retrieval": st.none() | RETRIEVALS,
        "intents": INTENTS,
        "title": TEXTS,
    }
)


@settings(max_examples=10, deadline=None, phases=PHASES)
@given(changes=CHANGES, as_new=st.booleans())
def test_a_router_is_loaded_as_it_was_saved(tmp_path_factory, changes, as_new):
    folder = fresh(tmp_path_factory, "routers")
    workspace = Workspace.open(folder)
    bot = replace(workspace.bot("router"), **changes)
    name = "mine" if as_new else "router"
    save_bot(workspace, bot, name)
    assert Workspace.open(folder).bot(name) == replace(bot, name=name)


@settings(max_examples=10, deadline=None, phases=PHASES)
@given(cases=st.lists(CASES, min_size=1, max_size=3))
def test_cases_are_loaded_as_they_were_saved(tmp_path_factory, cases):
    folder = fresh(tmp_path_factory, "cases")
    workspace = Workspace.open(folder)
    saved = [save_case(workspace, "mine", case).case for case in cases]
    assert Workspace.open(folder).dataset("mine") == tuple(saved)
    assert [replace(one, id="") for one in saved] == [replace(one, id="") for one in cases]
