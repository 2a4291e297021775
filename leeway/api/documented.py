"""What the documentation says of every address: the problems that it may answer, in their own media type."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from leeway.api.problems import MEDIA_TYPE, Problem

PROBLEMS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429, 500), Problem)
READING: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 429, 500), Problem)


class Documented(NinjaAPI):
    """Ninja's, with problems under `application/problem+json`, as they are sent."""

    def get_openapi_schema(self, *args: Any, **options: Any) -> Any:
        schema = super().get_openapi_schema(*args, **options)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, response in operation.get("responses", {}).items():
                    content = response.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content[MEDIA_TYPE] = content.pop("application/json")
        return schema
