"""What went wrong on the network, in an SDK or in reading an answer, in words for people."""

from json import JSONDecodeError

import httpx2

from workbench.errors import ModelError
from workbench.models.failures import Failures
from workbench.models.wire import Call, Wire
from workbench.network.counted import BlockedError, LineTooLongError
from workbench.network.offline import offline


def in_words(error: Exception, wire: Wire, call: Call, *, has_begun: bool) -> ModelError:
    """`has_begun`: parts of the answer had arrived. Whatever it is, it is the server's doing."""
    failures, cause = call.failures, _cause(error)
    if isinstance(cause, BlockedError):
        return offline(call.spec.name, call.url)
    said = _of_the_network(cause, failures, has_begun=has_begun) or wire.translated(error, call)
    if said:
        return said
    return failures.not_json() if isinstance(cause, JSONDecodeError) else failures.not_understood()


def _of_the_network(
    cause: BaseException, failures: Failures, *, has_begun: bool
) -> ModelError | None:
    match cause:
        case LineTooLongError():
            return failures.flood()
        case httpx2.ConnectTimeout():
            return failures.connects_slowly()
        case httpx2.TransportError() | OSError() if has_begun:
            return failures.dropped()
        case httpx2.ConnectError() | ConnectionRefusedError():
            return failures.unreachable()
        case httpx2.RemoteProtocolError() if "disconnected" not in str(cause):
            return failures.no_http()
        case httpx2.TransportError() | OSError():
            return failures.hung_up()
    return None


def _cause(error: BaseException) -> BaseException:
    """What an SDK wraps: the fault of the network or of the JSON below it."""
    known = (httpx2.TransportError, OSError, JSONDecodeError)
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, known):
        seen = seen.__cause__
    return seen or error
