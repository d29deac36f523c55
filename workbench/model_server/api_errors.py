"""What a client is told when its request cannot be answered, in OpenAI's shape."""

from typing import Any


class ApiError(Exception):
    """`code` is for programs, `message` for people."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code

    def body(self) -> dict[str, Any]:
        kind = "server_error" if self.status >= 500 else "invalid_request_error"
        return {"error": {"message": self.message, "type": kind, "param": None, "code": self.code}}


class BadRequestError(ApiError):
    def __init__(self, message: str, code: str | None = "invalid_value") -> None:
        super().__init__(400, message, code)
