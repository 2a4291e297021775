"""What pages of grants cost: nothing is written while one types, and people are read once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leeway.desk.giving import given_by
from leeway.ledger.standing import guideline_in_force
from leeway.people.access import viewer_for
from leeway.people.models import Person
from tests.desk.harbour import client_of, command_id
from tests.desk.test_my_leeway import HELD

pytestmark = pytest.mark.usefixtures("bank")


def test_while_one_types_nothing_is_written_and_no_writer_is_waited_for() -> None:
    ana = client_of("ana")
    with CaptureQueriesContext(connection) as asked:
        ana.post("/leeway/offer/try", {**HELD, "command_id": command_id()})
    begun = {each["sql"].split()[0].upper() for each in asked.captured_queries}
    assert begun == {"SELECT"}


def test_people_are_read_once_however_many_grants_somebody_gave() -> None:
    guideline, viewer = guideline_in_force()[1], viewer_for(Person.objects.get(id="ana"))
    with CaptureQueriesContext(connection) as asked:
        found = given_by(viewer, guideline, timezone.now())
    assert len(found) > 1
    asked_of_people = [each["sql"] for each in asked.captured_queries if "people_person" in each["sql"]]
    everybody = [each for each in asked_of_people if "WHERE" not in each]
    assert len(everybody) <= 2, "those of the file and those of the product"
