"""A worker whose patience is short: `python -m tests.faults.quick_worker FOLDER`."""

import sys
from pathlib import Path

from workbench.models import breaker, remote_model, retrying
from workbench.worker.__main__ import main

remote_model.FIRST_TOKEN_S = remote_model.FIRST_TOKEN_PATIENT_S = 1.0
remote_model.NEXT_TOKEN_S = 0.5
retrying.FIRST_WAIT_S = 0.01
breaker.FIRST_REST_S = 0.05

if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
