"""Which address leads to which page."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from leeway.api.address import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("leeway.desk.urls")),
]
