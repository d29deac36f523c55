"""The hub's refusals, as one sentence and what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx2
from huggingface_hub import constants
from huggingface_hub.errors import (
    FileMetadataError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from workbench.downloads.lines import Order
from workbench.errors import ModelRefusedError, ModelUnavailableError, StorageError, WorkbenchError


@contextmanager
def hub_errors(order: Order) -> Iterator[None]:
    try:
        yield
    except WorkbenchError:
        raise
    except (HfHubHTTPError, FileMetadataError, HFValidationError, ValueError) as error:
        raise _refusal(order, error) from error
    except (httpx2.HTTPError, OfflineModeIsEnabled) as error:
        raise _unreachable(order, error) from error
    except OSError as error:
        raise _disk(order, error) from error


def _refusal(order: Order, error: Exception) -> WorkbenchError:
    repository, address = order.repository, f"{constants.ENDPOINT}/{order.repository}"
    match error:
        case GatedRepoError():
            return ModelRefusedError(
                f"{repository} is only for those who accepted its terms.",
                f"Accept them at {address}, then start the app with HF_TOKEN in its environment.",
            )
        case RepositoryNotFoundError():
            return ModelRefusedError(
                f"The hub has no {repository}, or only for those who may see it.",
                "Check the name; for a private one start the app with HF_TOKEN set.",
            )
        case RevisionNotFoundError():
            return ModelRefusedError(
                f"{repository} has no version {order.revision}.", f"Look at {address}."
            )
        case RemoteEntryNotFoundError():
            return ModelRefusedError(
                f"{repository} has no file {order.file}.", f"Look at its files: {address}/tree/main"
            )
        case HfHubHTTPError(response=response) if response is not None:
            return ModelRefusedError(
                f"The hub answered {response.status_code} for {order.file}.",
                "Try again later; what has arrived is kept.",
            )
        case _:
            return ModelRefusedError(
                f"{order.file} cannot be had from {constants.ENDPOINT}: {_first_line(error)}",
                "Check the name of the repository, and HF_ENDPOINT if you set it.",
            )


def _unreachable(order: Order, error: Exception) -> WorkbenchError:
    host = urlsplit(constants.ENDPOINT).netloc
    if isinstance(error, OfflineModeIsEnabled):
        return ModelUnavailableError(
            "HF_HUB_OFFLINE is set, so nothing is downloaded.", "Unset it, and start again."
        )
    return ModelUnavailableError(
        f"{order.file} could not be fetched: {host} cannot be reached ({_first_line(error)}).",
        "Check the network and try again; what has arrived is kept.",
    )


def _disk(order: Order, error: OSError) -> WorkbenchError:
    if error.errno == errno.ENOSPC:
        return StorageError(
            f"The disk with {order.folder} is full.", "Free some space; what has arrived is kept."
        )
    if error.errno is None:
        return ModelUnavailableError(
            f"{order.file} arrived incomplete.", "Try again; what has arrived is kept."
        )
    return StorageError(
        f"{order.folder} cannot be written: {error.strerror}.",
        "Make it writable, or choose another models folder in Settings.",
    )


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
