"""The API against its own description: whatever fits or does not fit it, every answer is one that it describes."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from leeway.api.address import api
from leeway.config.wsgi import application
from leeway.people import rates
from tests.api.client import Api, hear
from tests.desk.agents import AGENT, token_of
from tests.desk.harbour import command_id

schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = application
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance, negative_data_rejection,
]  # fmt: skip
SETTINGS = settings(
    max_examples=15, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def agent(bank: None, settings: Any) -> tuple[str, str]:
    """The assistant's token, and a case of its own."""
    settings.ALLOWED_HOSTS = ["*"]
    return token_of(AGENT), hear(Api())


@schema.parametrize()
@SETTINGS
def test_every_answer_is_one_that_is_described(case: Any, agent: tuple[str, str]) -> None:
    rates.forget()
    token, own = agent
    if "case" in (case.path_parameters or {}) and len(str(case.path_parameters["case"])) % 2:
        case.path_parameters["case"] = own
    if isinstance(case.body, dict) and isinstance(case.body.get("case"), str):
        case.body["case"] = own
    headers = {"Authorization": f"Bearer {token}"}
    if case.headers and "Idempotency-Key" in case.headers:
        headers["Idempotency-Key"] = command_id()
    response = case.call(headers=headers)
    case.validate_response(response, checks=CHECKS)
