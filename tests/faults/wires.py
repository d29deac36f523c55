"""What each vendor's server says: text in pieces, a call of a tool, usage, errors."""

import json
from dataclasses import dataclass

TEXT = ("Your ", "account ", "is active.")


def sse(data, event=""):
    named = f"event: {event}\n" if event else ""
    return f"{named}data: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode()


@dataclass(frozen=True)
class Wire:
    """Lists of chunks: a good answer is `pieces` and `end`, a call of a tool `call`, `call_end`."""

    pieces: list
    call: list
    bad_call: list
    bad_call_end: list
    end: list
    end_without_usage: list
    call_end: list
    error_event: bytes


# OpenAI


def _chunk(**fields):
    return sse({"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"} | fields)


def _delta(finish_reason=None, **delta):
    return _chunk(choices=[{"index": 0, "delta": delta, "finish_reason": finish_reason}])


def _openai_call(arguments):
    function = {"name": "open_ticket", "arguments": arguments}
    return [_delta(tool_calls=[{"index": 0, "id": "c1", "function": function}])]


_OPENAI_USAGE = _chunk(
    choices=[],
    usage={
        "prompt_tokens": 100,
        "completion_tokens": 20,
        "total_tokens": 120,
        "prompt_tokens_details": {"cached_tokens": 64},
    },
)
_DONE = sse("[DONE]")
OPENAI = Wire(
    pieces=[_delta(content=text) for text in TEXT],
    call=_openai_call('{"subject": "Broken"}'),
    bad_call=_openai_call('{"subject": oops'),
    bad_call_end=[_delta("tool_calls"), _OPENAI_USAGE, _DONE],
    end=[_delta("stop"), _OPENAI_USAGE, _DONE],
    end_without_usage=[_delta("stop"), _DONE],
    call_end=[_delta("tool_calls"), _OPENAI_USAGE, _DONE],
    error_event=sse({"error": {"message": "GPU on fire", "code": 500}}),
)


# Anthropic


def _event(kind, **fields):
    return sse({"type": kind} | fields, kind)


def _start(usage):
    message = {
        "id": "m1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }
    return _event("message_start", message=message)


def _text_block(text):
    return _event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})


def _anthropic_call(arguments):
    block = {"type": "tool_use", "id": "toolu_1", "name": "open_ticket", "input": {}}
    delta = {"type": "input_json_delta", "partial_json": arguments}
    return [
        _start(_ANTHROPIC_PROMPT),
        _event("content_block_start", index=0, content_block=block),
        _event("content_block_delta", index=0, delta=delta),
        _event("content_block_stop", index=0),
    ]


def _stop(reason, usage):
    delta = {"stop_reason": reason, "stop_sequence": None}
    return [_event("message_delta", delta=delta, usage=usage), _event("message_stop")]


_ANTHROPIC_PROMPT = {"input_tokens": 36, "cache_read_input_tokens": 64, "output_tokens": 1}
ANTHROPIC = Wire(
    pieces=[
        _start(_ANTHROPIC_PROMPT)
        + _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
        + _text_block(TEXT[0]),
        *[_text_block(text) for text in TEXT[1:]],
    ],
    call=_anthropic_call('{"subject": "Broken"}'),
    bad_call=_anthropic_call('{"subject": oops'),
    bad_call_end=_stop("tool_use", {"output_tokens": 20}),
    end=[_event("content_block_stop", index=0), *_stop("end_turn", {"output_tokens": 20})],
    # The start tells a part always; what is missing is the count of the answer.
    end_without_usage=[_event("content_block_stop", index=0), *_stop("end_turn", None)],
    call_end=_stop("tool_use", {"output_tokens": 20}),
    error_event=_event("error", error={"type": "overloaded_error", "message": "GPU on fire"}),
)


# Gemini


def _parts(*parts, finish=None, usage=None):
    candidate = {"content": {"role": "model", "parts": list(parts)}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    found = {"candidates": [candidate], "modelVersion": "m"}
    return sse(found | ({"usageMetadata": usage} if usage else {}))


def _gemini_call(arguments):
    return [_parts({"functionCall": {"name": "open_ticket", "args": arguments}})]


_GEMINI_USAGE = {
    "promptTokenCount": 100,
    "candidatesTokenCount": 20,
    "cachedContentTokenCount": 64,
    "totalTokenCount": 120,
}
GEMINI = Wire(
    pieces=[_parts({"text": text}) for text in TEXT],
    call=_gemini_call({"subject": "Broken"}),
    # Google reads the arguments itself, and says so if it cannot.
    bad_call=[],
    bad_call_end=[_parts(finish="MALFORMED_FUNCTION_CALL", usage=_GEMINI_USAGE)],
    end=[_parts({"text": ""}, finish="STOP", usage=_GEMINI_USAGE)],
    end_without_usage=[_parts({"text": ""}, finish="STOP")],
    call_end=[_parts(finish="STOP", usage=_GEMINI_USAGE)],
    error_event=sse({"error": {"code": 503, "message": "GPU on fire", "status": "UNAVAILABLE"}}),
)


def wire_of(path):
    """By the address that is asked for."""
    if path.endswith("/chat/completions"):
        return OPENAI
    if path.endswith("/messages"):
        return ANTHROPIC
    if ":streamGenerateContent" in path:
        return GEMINI
    return None


MODELS = {
    "openai_compatible": {"data": [{"id": "big", "context_window": 8192}, {"id": "small"}]},
    "anthropic": {"data": [{"id": "big", "max_input_tokens": 8192}, {"id": "small"}]},
    "gemini": {
        "models": [
            {"name": "models/big", "inputTokenLimit": 8192,
             "supportedGenerationMethods": ["generateContent"]},
            {"name": "models/small", "supportedGenerationMethods": ["generateContent"]},
            {"name": "models/embed", "supportedGenerationMethods": ["embedContent"]},
        ]
    },
}  # fmt: skip
