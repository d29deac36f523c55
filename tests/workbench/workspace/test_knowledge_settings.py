"""knowledge.yaml and the indexes of workbench.yaml: read, wrong, written back."""

from dataclasses import replace

import pytest

from tests.workbench.workspace.small_workspace import FILES, put, small_workspace
from workbench.domain.knowledge_settings import (
    ChunkerSettings,
    EmbedderSpec,
    IndexSpec,
    LabelRule,
    Labels,
)
from workbench.errors import WorkspaceError
from workbench.workspace.saving import save_settings
from workbench.workspace.workspace import Workspace

LINES = len(FILES["workbench.yaml"].splitlines())


def opened(folder, settings="", rules=None):
    small_workspace(folder)
    put(folder, "workbench.yaml", FILES["workbench.yaml"] + settings)
    if rules is not None:
        put(folder, "knowledge.yaml", rules)
    return Workspace.open(folder)


def test_without_a_word_there_is_the_default_index_and_no_rule(tmp_path):
    plan = opened(tmp_path).knowledge
    assert (plan.rules, plan.indexes) == ((), (IndexSpec(),))
    assert plan.index("default") == IndexSpec()
    assert plan.index("other") is None


def test_rules_are_read_in_order_and_one_value_needs_no_list(tmp_path):
    plan = opened(
        tmp_path,
        rules="""\
rules:
  - {files: "**", audience: internal, language: en}
  - files: public/**
    audience: [customer, agent]
    effective: 2026-01-01
    supersedes: old.pdf
    region: EU
""",
    ).knowledge
    assert plan.rules == (
        LabelRule("**", Labels(audience="internal", language="en")),
        LabelRule(
            "public/**",
            Labels(
                audience="agent, customer",
                effective="2026-01-01",
                supersedes=("old.pdf",),
                region="EU",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("rules", "line", "words"),
    [
        ('rules:\n  - {files: "*", audience: everybody}\n', 2, '"everybody"'),
        ("rules:\n  - {audience: agent}\n", 2, "files"),
        ('rules:\n  - {files: "*"}\n  - {file: "*"}\n', 3, "file"),
        ("rule: []\n", 1, "rule"),
        ('rules:\n  - {files: "*", effective: soon}\n', 2, "effective"),
        ('rules:\n  - {files: "*", audience: []}\n', 2, "audience"),
    ],
)
def test_a_wrong_rule_is_named_with_its_line(tmp_path, rules, line, words):
    workspace = opened(tmp_path, rules=rules)
    with pytest.raises(WorkspaceError, match=words) as raised:
        _ = workspace.knowledge
    assert str(raised.value.message).startswith(f"knowledge.yaml:{line}: ")
    assert raised.value.hint
    assert [each.path for each in workspace.problems] == ["knowledge.yaml"] * len(
        workspace.problems
    )
    assert workspace.problems


INDEXES = """\
indexes:
  fine:
    chunker: {kind: sentences, size_tokens: 60, overlap_tokens: 20}
    embedder: {provider: openai_compatible, name: bge, base_url: "http://localhost:1/v1"}
"""
FINE = IndexSpec(
    "fine",
    ChunkerSettings("sentences", 60, 20),
    EmbedderSpec("openai_compatible", "bge", "", "http://localhost:1/v1"),
)


def test_indexes_stand_beside_the_default_one(tmp_path):
    workspace = opened(tmp_path, INDEXES)
    assert workspace.settings.indexes == (IndexSpec(), FINE)
    assert workspace.problems == ()


def test_saving_settings_leaves_indexes_as_they_were_and_writes_new_ones(tmp_path):
    workspace = opened(tmp_path, INDEXES)
    save_settings(workspace, replace(workspace.settings, company="New"))
    assert INDEXES in (tmp_path / "workbench.yaml").read_text()
    coarse = IndexSpec("coarse", ChunkerSettings("fixed", 400))
    settings = workspace.settings
    save_settings(workspace, replace(settings, indexes=(*settings.indexes, coarse)))
    assert Workspace.open(tmp_path).settings.indexes == (IndexSpec(), FINE, coarse)


@pytest.mark.parametrize(
    ("entry", "line", "words"),
    [
        ("chunker: {size_tokens: 50, overlap_tokens: 40}", 3, "overlap by more than half"),
        ("chunker: {kind: paragraphs}", 3, "paragraphs"),
        ("chunker: {size_tokens: 1}", 3, "size_tokens"),
        ("embedder: {provider: sentence_transformers}", 3, "which model embeds"),
        ("embedder: {provider: openai_compatible, name: a}", 3, "a base_url"),
        ("embeder: {}", 3, "embeder"),
    ],
)
def test_a_wrong_index_is_named_with_its_line(tmp_path, entry, line, words):
    small_workspace(tmp_path)
    text = FILES["workbench.yaml"] + f"indexes:\n  other:\n    {entry}\n"
    put(tmp_path, "workbench.yaml", text)
    with pytest.raises(WorkspaceError, match=words) as raised:
        _ = Workspace.open(tmp_path).settings
    assert f"workbench.yaml:{LINES + line}: " in raised.value.message
    assert raised.value.hint
