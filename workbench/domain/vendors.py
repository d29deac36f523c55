"""Who serves models over HTTP: what a person picks instead of typing a URL."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.addresses import host_of, is_loopback, place_of

# How a vendor is spoken to.
Wire = Literal["openai_compatible", "anthropic", "gemini"]


@dataclass(frozen=True, slots=True)
class Vendor:
    """`key_env`: variables that hold its key, the first one set counts; none: it needs no key.

    `runs_here`: a program that people run themselves; its models cost nothing.
    """

    name: str
    title: str
    base_url: str
    wire: Wire = "openai_compatible"
    key_env: tuple[str, ...] = ()
    runs_here: bool = False
    example: str = ""


VENDORS = (
    Vendor("openai", "OpenAI", "https://api.openai.com/v1", key_env=("OPENAI_API_KEY",),
           example="gpt-5.4-mini"),
    Vendor("anthropic", "Anthropic", "https://api.anthropic.com", "anthropic",
           ("ANTHROPIC_API_KEY",), example="claude-haiku-4-5"),
    Vendor("gemini", "Google Gemini", "https://generativelanguage.googleapis.com", "gemini",
           ("GEMINI_API_KEY", "GOOGLE_API_KEY"), example="gemini-2.5-flash"),
    Vendor("groq", "Groq", "https://api.groq.com/openai/v1", key_env=("GROQ_API_KEY",),
           example="llama-3.3-70b-versatile"),
    Vendor("mistral", "Mistral", "https://api.mistral.ai/v1", key_env=("MISTRAL_API_KEY",),
           example="mistral-small-latest"),
    Vendor("together", "Together AI", "https://api.together.xyz/v1",
           key_env=("TOGETHER_API_KEY",), example="meta-llama/Llama-3.3-70B-Instruct-Turbo"),
    Vendor("openrouter", "OpenRouter", "https://openrouter.ai/api/v1",
           key_env=("OPENROUTER_API_KEY",), example="qwen/qwen3-32b"),
    Vendor("deepseek", "DeepSeek", "https://api.deepseek.com/v1",
           key_env=("DEEPSEEK_API_KEY",), example="deepseek-chat"),
    Vendor("ollama", "Ollama", "http://127.0.0.1:11434/v1", runs_here=True, example="qwen3:4b"),
    Vendor("lm_studio", "LM Studio", "http://127.0.0.1:1234/v1", runs_here=True,
           example="qwen3-4b"),
    Vendor("llama_server", "llama-server", "http://127.0.0.1:8080/v1", runs_here=True,
           example="default"),
    Vendor("vllm", "vLLM", "http://127.0.0.1:8000/v1", runs_here=True, example="Qwen/Qwen3-4B"),
    Vendor("sglang", "SGLang", "http://127.0.0.1:30000/v1", runs_here=True,
           example="Qwen/Qwen3-4B"),
    Vendor("tgi", "Text Generation Inference", "http://127.0.0.1:3000/v1", runs_here=True,
           example="tgi"),
)  # fmt: skip
# A server that nobody here knows, by its URL.
OTHER = Vendor("", "OpenAI-compatible", "")

_BY_NAME = {vendor.name: vendor for vendor in VENDORS}
_BY_HOST = {host_of(vendor.base_url): vendor for vendor in VENDORS if not vendor.runs_here}


def vendor_named(name: str) -> Vendor | None:
    return _BY_NAME.get(name)


def vendor_of(provider: str, vendor: str, base_url: str) -> Vendor:
    """By the name that was picked, else by how it is spoken to, else by the host of the URL."""
    named = _BY_NAME.get(vendor) or _BY_NAME.get(provider)
    return named or _BY_HOST.get(host_of(base_url), OTHER)


def key_name(vendor: Vendor, base_url: str) -> str:
    """What a key is kept under: the vendor, or the place where somebody else serves models.

    A vendor's key is never looked up for another host than its own.
    """
    is_own = not base_url or host_of(base_url) == host_of(vendor.base_url)
    return vendor.name if vendor.name and is_own else place_of(base_url)


def stays_here(vendor: Vendor, base_url: str, remote_name: str) -> bool:
    """Whether a model runs on this machine. Ollama passes models named `…cloud` on."""
    is_passed_on = vendor.name == "ollama" and remote_name.endswith("cloud")
    address = host_of(base_url or vendor.base_url)
    return vendor.runs_here and is_loopback(address) and not is_passed_on
