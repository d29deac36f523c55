"""Request bodies: JSON to checked values, or one clear sentence."""

import json
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from workbench.model_server.api_errors import BadRequestError

M = TypeVar("M", bound=BaseModel)


def parse(kind: type[M], body: bytes) -> M:
    """The request, or one clear sentence on the first thing that is wrong with it."""
    try:
        return kind.model_validate(json.loads(body))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BadRequestError(f"The body is not JSON: {error}", "invalid_json") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the body"
        raise BadRequestError(f"{where}: {first['msg']}.", "invalid_value") from error
