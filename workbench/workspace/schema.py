"""What may stand in each file, field by field; unknown fields are errors."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from workbench.domain.abilities import Ability
from workbench.domain.bot import MOST_CANDIDATES, MOST_PASSAGES, KvType, Provider, Strategy
from workbench.domain.knowledge_settings import ChunkerKind, EmbedderProvider

# The names of domain.vendors, which a test compares.
VendorName = Literal[
    "",
    "openai",
    "anthropic",
    "gemini",
    "groq",
    "mistral",
    "together",
    "openrouter",
    "deepseek",
    "ollama",
    "lm_studio",
    "llama_server",
    "vllm",
    "sglang",
    "tgi",
]
Audience = Literal["customer", "agent", "internal", "executive"]
Scorer = Literal[
    "contains",
    "icontains",
    "exact",
    "regex",
    "expected_facts",
    "grounded_numbers",
    "nothing_unasked",
    "tool_calls",
    "relevant_document",
    "refusal",
]


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Item = TypeVar("Item")
# White space around a text is how YAML and Markdown write it, never meant.
Text = Annotated[str, AfterValidator(str.strip)]
Filled = Annotated[str, AfterValidator(str.strip), Field(min_length=1)]
FileName = Annotated[str, Field(pattern=r"^[^/\\\x00-\x1f.][^/\\\x00-\x1f]*$", max_length=100)]
Date = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Version = Annotated[str, BeforeValidator(_number_as_text), AfterValidator(str.strip)]
Rate = Annotated[float, Field(ge=0, le=1)]
OneOrMore = Annotated[list[Item], BeforeValidator(_listed), Field(min_length=1)]
Count = Annotated[int, Field(ge=1)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PriceEntry(Strict):
    """USD per million tokens."""

    input: Annotated[float, Field(ge=0)]
    cached_input: Annotated[float, Field(ge=0)] | None = None
    output: Annotated[float, Field(ge=0)]


class BudgetsEntry(Strict):
    """USD."""

    run: Annotated[float, Field(ge=0)] | None = None
    day: Annotated[float, Field(ge=0)] | None = None
    workspace: Annotated[float, Field(ge=0)] | None = None


class ChunkerEntry(Strict):
    kind: ChunkerKind = "heading"
    size_tokens: Annotated[int, Field(ge=8, le=4000)] = 200
    overlap_tokens: Annotated[int, Field(ge=0, le=2000)] = 0


class EmbedderEntry(Strict):
    provider: EmbedderProvider = "minilm"
    name: Text = ""
    path: Text = ""
    base_url: Text = ""
    key_env: Text = ""


class IndexEntry(Strict):
    chunker: ChunkerEntry = Field(default_factory=ChunkerEntry)
    embedder: EmbedderEntry = Field(default_factory=EmbedderEntry)


class RuleEntry(Strict):
    """What is said of the documents whose path fits `files`."""

    files: Filled
    title: Filled | None = None
    audience: OneOrMore[Audience] | None = None
    effective: Date | None = None
    supersedes: OneOrMore[str] | None = None
    region: Text | None = None
    language: Text | None = None


class KnowledgeFile(Strict):
    rules: list[RuleEntry] = Field(default_factory=list)


class SettingsFile(Strict):
    name: Filled
    company: Text = ""
    today: Date | None = None
    default_bot: str = ""
    default_account: str = ""
    roles: dict[str, list[Audience]] = Field(default={"customer": ["customer"]})
    questions: list[Text] = Field(default_factory=list)
    prices: dict[str, PriceEntry] = Field(default_factory=dict)
    budgets: BudgetsEntry = Field(default_factory=BudgetsEntry)
    cache_mb: Annotated[int, Field(ge=1)] = 100
    indexes: dict[FileName, IndexEntry] = Field(default_factory=dict)


class ModelEntry(Strict):
    name: Filled
    provider: Provider
    path: str = ""
    vendor: VendorName = ""
    base_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    remote_name: str = ""
    key_env: Annotated[str, Field(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$")] = ""
    can: list[Ability] = Field(default_factory=list)
    cannot: list[Ability] = Field(default_factory=list)
    context_tokens: Annotated[int, Field(ge=128)] = 4096
    parallel: Annotated[int, Field(ge=0, le=64)] = 0
    gpu_layers: Annotated[int, Field(ge=-1)] = -1
    kv_type: KvType = "f16"
    threads: Annotated[int, Field(ge=0)] = 0
    lora: list[str] = Field(default_factory=list)
    script: list[str] = Field(default_factory=list)
    gap_s: Annotated[float, Field(ge=0)] = 0.0
    input_price_usd: Annotated[float, Field(ge=0)] | None = None
    output_price_usd: Annotated[float, Field(ge=0)] | None = None


class ExampleEntry(Strict):
    question: Filled
    answer: Filled
    facts: Text = ""


class PromptFront(Strict):
    version: Version = "1"
    user: Text = "{{ question }}"
    examples: list[ExampleEntry] = Field(default_factory=list)
    output_schema: dict[str, Any] | None = None


class SamplingEntry(Strict):
    temperature: Annotated[float, Field(ge=0)] = 0.0
    top_p: Annotated[float, Field(gt=0, le=1)] = 1.0
    max_tokens: Count = 120
    seed: int = 7
    stop: list[str] = Field(default_factory=list)
    repeat_penalty: Annotated[float, Field(gt=0)] = 1.0
    logprobs: Annotated[int, Field(ge=0, le=20)] = 0


class RetrievalEntry(Strict):
    top_k: Annotated[int, Field(ge=1, le=MOST_PASSAGES)] = 3
    candidates: Annotated[int, Field(ge=1, le=MOST_CANDIDATES)] = 20
    retrievers: Annotated[list[Literal["bm25", "dense"]], Field(min_length=1)] = Field(
        default=["bm25", "dense"]
    )


class RoutesEntry(Strict):
    strong: Filled
    tools: bool = False
    longer_than: Annotated[int, Field(ge=0)] = 0
    unlike_intents: Rate = 0.0
    hard: list[Filled] = Field(default_factory=list)
    easy: list[Filled] = Field(default_factory=list)
    similarity: Rate = 0.6
    confidence: Rate = 0.0


class CacheEntry(Strict):
    exact: bool = False
    semantic: bool = False
    similarity: Annotated[float, Field(gt=0, le=1)] = 0.95
    keep_h: Annotated[float, Field(gt=0)] = 168.0


class BotFile(Strict):
    title: Text = ""
    model: Filled
    fallback: list[Filled] = Field(default_factory=list)
    prompt: FileName
    strategy: Strategy = "direct"
    retrieval: RetrievalEntry | None = None
    tools: list[FileName] = Field(default_factory=list)
    intents: str = ""
    sampling: SamplingEntry = Field(default_factory=SamplingEntry)
    steps_per_turn: Count = 6
    deadline_s: Annotated[float, Field(gt=0)] = 120.0
    routes: RoutesEntry | None = None
    cache: CacheEntry = Field(default_factory=CacheEntry)


class IntentEntry(Strict):
    name: Filled
    phrases: Annotated[list[Filled], Field(min_length=1)]
    tool: str = ""
    arguments: dict[str, str] = Field(default_factory=dict)
    evidence: bool = False
    instruction: Text = ""
    examples: list[ExampleEntry] = Field(default_factory=list)


class CheckEntry(Strict):
    fails_if: Filled
    error: Filled


class ChangeEntry(Strict):
    find: Text = ""
    append_to: Text = ""
    set: Annotated[dict[str, Annotated[str, BeforeValidator(_number_as_text)]], Field(min_length=1)]


class FaultsEntry(Strict):
    error_rate: Rate = 0.0
    timeout_rate: Rate = 0.0
    delay_ms: Annotated[int, Field(ge=0)] = 0


class ToolFile(Strict):
    description: Filled
    parameters: dict[str, Any] = Field(
        default_factory=lambda: {
            "type": "object",
            "properties": {},
            "additionalProperties": False,
        }
    )
    returns: Filled
    checks: list[CheckEntry] = Field(default_factory=list)
    changes: list[ChangeEntry] = Field(default_factory=list)
    needs_approval: bool = False
    faults: FaultsEntry = Field(default_factory=FaultsEntry)


class SelectionEntry(Strict):
    split: Literal["dev", "test"] | None = None
    tags: list[str] = Field(default_factory=list)
    ids: list[str] = Field(default_factory=list)
    limit: Count | None = None


class SuiteFile(Strict):
    title: Text = ""
    variants: Annotated[list[FileName], Field(min_length=1)]
    dataset: FileName
    cases: SelectionEntry = Field(default_factory=SelectionEntry)
    scorers: Annotated[list[Scorer], Field(min_length=1)]
    trials: Count = 1
    baseline: str = ""
    cache: bool = False
    thresholds: dict[str, Rate] = Field(default_factory=dict)


class ExpectedEntry(Strict):
    facts: list[Filled] = Field(default_factory=list)
    forbidden: list[Filled] = Field(default_factory=list)
    exact: str = ""
    regex: list[str] = Field(default_factory=list)
    refuse: bool = False
    max_words: Annotated[int, Field(ge=0)] = 0


class ExpectedCallEntry(Strict):
    tool: Filled
    arguments: dict[str, Any] = Field(default_factory=dict)


class CaseEntry(Strict):
    id: Filled
    input: Filled | None = None
    turns: Annotated[list[Filled], Field(min_length=1)] | None = None
    account: str = ""
    role: Filled = "customer"
    expected: ExpectedEntry = Field(default_factory=ExpectedEntry)
    expected_tool_calls: list[ExpectedCallEntry] = Field(default_factory=list)
    relevant_documents: list[str] = Field(default_factory=list)
    tags: list[str] = Field(default_factory=list)
    split: Literal["dev", "test"] = "dev"
