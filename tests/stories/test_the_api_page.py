"""The documentation of the API in a browser: it stands there whole, and nothing comes from elsewhere."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.stories.conftest import Opener


def test_the_documentation_needs_no_other_network(opened: Opener) -> None:
    page = opened(path="/sign-in")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/api/v1/docs")
    expect(page.get_by_role("heading", name="Leeway")).to_be_visible()
    page.get_by_text("/api/v1/may/who").click()
    expect(page.get_by_text("Who could decide this at once", exact=False).first).to_be_visible()
    here = page.url.partition("/api/")[0]
    assert [each for each in asked if not each.startswith((here, "data:", "blob:"))] == []
    assert len(asked) > 3
