"""What a run will take, said before it begins."""

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from uuid import uuid4

from workbench.cli.session import CliSession, opened
from workbench.commands import EstimateRun
from workbench.errors import WorkbenchError
from workbench.evals.report import forecast_sentence
from workbench.messages import RunEstimated


def forecast_only(arguments: Namespace) -> int:
    """`workbench eval SUITE --forecast`: nothing is asked of a model."""
    if not arguments.suite:
        raise WorkbenchError("A forecast is made of a suite.", "Name one: workbench eval SUITE.")
    with opened(arguments) as session:
        session.client.wait_for_index()
        told = _foreseen(session, arguments.suite)
    if arguments.json:
        document = asdict(told)
        sys.stdout.write(json.dumps({key: document[key] for key in ("forecast", "variants")}))
    elif told.forecast:
        sys.stdout.write(forecast_sentence(told.forecast))
    sys.stdout.write("\n")
    return 0


def say_forecast(session: CliSession, suite: str) -> None:
    """On stderr, where it is no part of the result."""
    told = _foreseen(session, suite)
    if told.forecast:
        sys.stderr.write(f"{forecast_sentence(told.forecast)}\n")


def _foreseen(session: CliSession, suite: str) -> RunEstimated:
    request_id = uuid4().hex
    session.client.send(EstimateRun(request_id, suite))
    return next(
        told for told in session.client.answers(RunEstimated) if told.request_id == request_id
    )
