"""A small workspace with one of everything, for tests to break and edit."""

from pathlib import Path

FILES = {
    "workbench.yaml": """\
# The company that everything is about.
name: Small
company: Small Company
today: 2026-11-16
default_bot: plain
default_account: A-1
roles: {customer: [customer], agent: [customer, agent]}
questions:
  - What is my account status?
""",
    "models.yaml": """\
# Bigger models.
- {name: remote, provider: openai_compatible, base_url: http://127.0.0.1:8000/v1, remote_name: big}
""",
    "bots/plain.yaml": """\
# The simplest bot there is.
title: Plain
model: smollm2-135m   # bundled
prompt: plain

# Cold on purpose.
sampling: {temperature: 0, max_tokens: 80}
""",
    "bots/router.yaml": """\
title: Router
model: smollm2-135m
prompt: plain
strategy: router
retrieval: {top_k: 2}
tools: [get_account, get_invoice]
intents: intents/account.yaml
""",
    "prompts/plain.md": """\
---
# Third try.
version: "3"
user: |
  {{ account_facts }}
  Question: {{ question }}
examples:
  - question: "Who am I?"   # a hard one
    facts: "name: Maya"
    answer: You are Maya.
---

You answer for {{ company }}.
{% if evidence %}{{ evidence }}{% endif %}
""",
    "intents/account.yaml": """\
# What people ask.
- name: status
  phrases: ["What is my status?"]
  tool: get_account
- name: invoice
  phrases: [Show invoice INV-1]
  tool: get_invoice
  arguments: {invoice_id: "{{ ids[0] }}"}
""",
    "tools/get_account.yaml": """\
description: The whole account.
parameters: {type: object, properties: {}, additionalProperties: false}
returns: account
""",
    "tools/get_invoice.yaml": """\
description: One invoice.
parameters:
  type: object
  properties:
    invoice_id: {type: string}
  required: [invoice_id]
returns: account.invoices | selectattr('id', 'equalto', invoice_id) | first
""",
    "accounts/A-1.json": """\
{
  "id": "A-1",
  "name": "Maya",
  "status": "active",
  "region": "US",
  "plan": {"name": "Focus", "price": "79.00"},
  "invoices": [
    {"id": "INV-1", "amount": "79.00"}
  ]
}
""",
    "accounts/A-2.json": '{"id": "A-2", "name": "Ben"}\n',
    "knowledge/policies/refunds.md": "---\ntitle: Refunds\n---\nWithin 14 days.\n",
    "datasets/golden.jsonl": """\
{"id": "c1", "input": "Status?", "account": "A-1", "expected": {"facts": ["active"]}, \
"tags": ["status"], "split": "test"}
{"id": "c2", "turns": ["Hi", "Status?"], "account": "A-2", "tags": ["status"], "split": "dev"}
{"id": "c3", "input": "Refund?", "expected": {"refuse": true}, "tags": ["refund"], "split": "test"}
""",
    "datasets/table.csv": """\
id,input,account,role,facts,tags,split
t1,"Hello, who am I?",A-1,agent,Maya;Focus|plan,status; name,test
""",
    "suites/first.yaml": """\
title: First
variants: [plain, router]
dataset: golden
cases: {split: test}
scorers: [expected_facts, refusal]
thresholds: {router: 0.5}
""",
}


def small_workspace(folder: Path) -> Path:
    for path, text in FILES.items():
        put(folder, path, text)
    return folder


def put(folder: Path, path: str, content: str | bytes) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode() if isinstance(content, str) else content)


def replace(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text()
    assert old in text
    put(folder, path, text.replace(old, new, 1))


def changed_lines(folder: Path, path: str) -> list[str]:
    """The lines that the file did not have at first."""
    before, after = FILES[path].splitlines(), (folder / path).read_text().splitlines()
    return [line for line in after if line not in before]
