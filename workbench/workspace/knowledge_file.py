"""knowledge.yaml: what is said of documents by rules, where they do not say it themselves."""

from workbench.domain.knowledge_settings import LabelRule, Labels, joined_audience
from workbench.workspace.explain import validated
from workbench.workspace.files import Files
from workbench.workspace.schema import KnowledgeFile, RuleEntry
from workbench.workspace.yaml_file import parse_yaml

KNOWLEDGE_PATH = "knowledge.yaml"


def read_label_rules(files: Files) -> tuple[LabelRule, ...]:
    """None where there is no such file. Raises `WrongFileError`."""
    if not files.exists(KNOWLEDGE_PATH):
        return ()
    file = parse_yaml(KNOWLEDGE_PATH, files.read(KNOWLEDGE_PATH))
    return tuple(_rule(entry) for entry in validated(KnowledgeFile, file).rules)


def _rule(entry: RuleEntry) -> LabelRule:
    return LabelRule(
        entry.files,
        Labels(
            title=entry.title,
            audience=None if entry.audience is None else joined_audience(entry.audience),
            effective=entry.effective,
            supersedes=None if entry.supersedes is None else tuple(entry.supersedes),
            region=entry.region,
            language=entry.language,
        ),
    )
