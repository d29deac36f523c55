"""Why a remote model did not answer, in words for people; the same words for every vendor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from workbench.domain.addresses import host_of, is_loopback
from workbench.domain.bot import ModelSpec
from workbench.domain.key_text import without_key
from workbench.errors import (
    ModelDroppedError,
    ModelError,
    ModelRefusedError,
    ModelUnavailableError,
)

LONGEST_DETAIL = 300
UNAUTHORIZED = 401
TOO_MANY = 429
SERVER_ERROR = 500
# Conditions that pass: time-outs, conflicts, "too early", "too many". So does every 5xx.
PASSING = frozenset({408, 409, 425, TOO_MANY})
_STATUS_WORDS = {
    402: ("wants to be paid first", "Check the credit of the account."),
    403: ("does not allow this", "Check what the key may do, and where the account is."),
    413: ("was sent more than it takes", "Shorten the prompt."),
}


@dataclass(frozen=True, slots=True)
class Failures:
    """Of one model at one address. The key is here only to be taken out of what servers say."""

    spec: ModelSpec
    url: str
    key: str = field(default="", repr=False)

    def refused(
        self, status: int, said: str, headers: Mapping[str, str], code: str = ""
    ) -> ModelError:
        """The server answered with an HTTP status that is no success."""
        if "text/html" in headers.get("content-type", ""):
            return self.web_page(status)
        said = self.short(said)
        if status == UNAUTHORIZED:
            return self.key_refused(status)
        if status >= SERVER_ERROR or status in PASSING:
            return self._busy(status, said, headers, code)
        name = self.spec.remote_name or self.spec.name
        match status:
            case 404:
                what = "does not know this model or address"
                hint = f"Check the base URL and the model's name, {name!r}."
            case _ if 300 <= status < 400:
                what = f"has moved to {headers.get('location', 'another address')}"
                hint = "Write that address as the base URL, if you trust it."
            case _ if code == "context_length_exceeded":
                what = "takes no prompt of this length"
                hint = "Shorten the prompt, or use a model with a larger context."
            case _:
                what, hint = _STATUS_WORDS.get(
                    status, ("refused the request", "Change what it complains of.")
                )
        return ModelRefusedError(
            f"{self.spec.name} {what} (status {status}): {said}", hint, status=status
        )

    def key_refused(self, status: int) -> ModelError:
        """What the server says of the key is not repeated: some quote it."""
        return ModelRefusedError(
            f"{self.spec.name} did not accept the key (HTTP {status}). No tokens were used.",
            self._key_hint(),
            status=status,
        )

    def web_page(self, status: int | None = None) -> ModelError:
        is_passing = status is not None and status > SERVER_ERROR
        return ModelRefusedError(
            f"{self.url} answered with a web page, not with an API.",
            "Check the base URL: it usually ends in /v1.",
            status=status,
            is_passing=is_passing,
        )

    def not_streamed(self) -> ModelError:
        return ModelRefusedError(
            f"{self.spec.name} answered all at once: its server does not stream.",
            f"Check the base URL; it must be {_an(self.spec.who.title)} API.",
        )

    def unreachable(self) -> ModelError:
        return ModelUnavailableError(
            f"{self.spec.name}: nothing answers at {self.url}.",
            "Check the base URL, and that the server is running."
            if is_loopback(host_of(self.url))
            else "Check the base URL and the network.",
            is_passing=True,
        )

    def hung_up(self) -> ModelError:
        return ModelUnavailableError(
            f"{self.spec.name}: {self.url} hung up before it answered.",
            "Try again later, and check the base URL.",
            is_passing=True,
        )

    def no_http(self) -> ModelError:
        return ModelUnavailableError(
            f"{self.spec.name}: what listens at {self.url} is no web server.",
            "Check the base URL.",
        )

    def connects_slowly(self) -> ModelError:
        return ModelUnavailableError(
            f"{self.spec.name}: no connection to {self.url} in time.",
            "Check the base URL and the network.",
            is_passing=True,
        )

    def dropped(self) -> ModelError:
        return ModelDroppedError(
            f"{self.spec.name} stopped in the middle of the answer: the connection broke.",
            "Send the message once more.",
            is_passing=True,
        )

    def cut_short(self) -> ModelError:
        return ModelDroppedError(
            f"{self.spec.name} stopped in the middle of the answer.",
            "Send the message once more.",
            is_passing=True,
        )

    def too_slow(self, patience_s: float, *, has_begun: bool) -> ModelError:
        what = "sent nothing more" if has_begun else "did not begin to answer"
        kind = ModelDroppedError if has_begun else ModelUnavailableError
        return kind(
            f"{self.spec.name} {what} within {patience_s:g} s.",
            "It may be overloaded: try again later, or pick another model.",
            is_passing=True,
        )

    def not_json(self) -> ModelError:
        return ModelRefusedError(
            f"{self.spec.name} sent something that is not JSON in its answer.",
            f"Check that {self.url} is {_an(self.spec.who.title)} API.",
        )

    def not_understood(self) -> ModelError:
        """Whatever else an SDK, or our own reading, stumbled over."""
        return ModelRefusedError(
            f"{self.spec.name} sent an answer that cannot be understood.",
            f"Check that {self.url} is {_an(self.spec.who.title)} API.",
        )

    def flood(self) -> ModelError:
        return ModelRefusedError(
            f"{self.spec.name} sent a line of several megabytes, so it was hung up on.",
            f"Check that {self.url} is {_an(self.spec.who.title)} API.",
        )

    def blocked(self, reason: str) -> ModelError:
        return ModelRefusedError(
            f"{self.spec.name} blocked the prompt: {self.short(reason)}.",
            "Change the message or the prompt.",
        )

    def broke_its_answer(self, reason: str) -> ModelError:
        """The model itself, not the connection: asked again it may do better."""
        return ModelDroppedError(
            f"{self.spec.name} broke off its own answer ({reason}).",
            "Send the message once more, or pick another model.",
            is_passing=True,
        )

    def failed(self, said: str) -> ModelError:
        """The server said so in the middle of its answer, or nobody knows better."""
        return ModelRefusedError(
            f"{self.spec.name} failed: {self.short(said)}", "Try again, or pick another model."
        )

    def short(self, text: str) -> str:
        """What a server said: one line, not too long, and without the key."""
        line = " ".join(without_key(str(text), self.key).split())
        return line if len(line) <= LONGEST_DETAIL else f"{line[:LONGEST_DETAIL]}…"

    def _busy(self, status: int, said: str, headers: Mapping[str, str], code: str) -> ModelError:
        is_out_of_quota = code == "insufficient_quota"
        what = f"failed (status {status})"
        hint = "Try again later, or pick another model."
        if status == TOO_MANY:
            what, hint = "takes no more requests for now", "Wait a while, or check your quota."
        if is_out_of_quota:
            what, hint = "takes no more requests: the quota is used up", "Check your plan."
        wanted = headers.get("x-should-retry")
        return ModelRefusedError(
            f"{self.spec.name} {what}: {said}",
            hint,
            status=status,
            is_passing=not is_out_of_quota and wanted != "false",
            retry_after_s=retry_after_s(headers),
        )

    def _key_hint(self) -> str:
        if self.spec.key_variables or self.spec.who.name:
            return "Replace the key: Keys in the Settings."
        return "Name the environment variable that holds the key in the model's settings."


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """How long the server wants to be left alone: seconds or a date (RFC 9110), or `-ms`."""
    try:
        if exact := headers.get("retry-after-ms"):
            return max(0.0, float(exact) / 1000)
        said = headers.get("retry-after", "")
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _an(title: str) -> str:
    return f"{'an' if title[0] in 'AEIO' else 'a'} {title}"
