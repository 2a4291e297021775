"""The first guideline of a new installation: nobody stood anywhere before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from leeway.people.models import Person
from leeway.projections.guidelines import GuidelineVersion
from tests.cli.running import leeway
from tests.desk.harbour import GUIDELINE


@pytest.mark.usefixtures("db")
def test_the_first_version_comes_into_force_as_it_is(tmp_path: Path) -> None:
    for person, role, level in (("petra", "leader", "director"), ("ana", "coach", "coach"), ("mia", "member", "rep")):
        Person.objects.create(id=person, name=person.title(), role=role, level=level)
    file = tmp_path / "first.yaml"
    file.write_text(GUIDELINE)
    said = leeway("guideline", "publish", str(file), "--by", "petra")
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.stdout.startswith("Version 1 is in force")
    assert GuidelineVersion.objects.count() == 1
