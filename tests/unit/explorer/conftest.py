"""What the pages of the what-if are tested on: the small simulated universe of its engine."""

from tests.unit.what_if.conftest import asked_run as asked_run  # noqa: PLC0414
from tests.unit.what_if.conftest import issuer_id as issuer_id  # noqa: PLC0414
from tests.unit.what_if.conftest import subject as subject  # noqa: PLC0414
from tests.unit.what_if.conftest import world as world  # noqa: PLC0414
