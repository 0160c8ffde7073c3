"""What a page weighs on its way to the browser."""

from typing import Any

from playwright.sync_api import Page


def watch(page: Page) -> dict[str, int]:
    """(address of a file, "" for the page: bytes), as they come in; headers included, nothing cached.

    What a script fetches later on, such as copies to have without a network, isn't counted.
    """
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    urls: dict[str, str] = {}
    loaded: dict[str, int] = {}

    def named(event: dict[str, Any]) -> None:
        if event["type"] == "Fetch":
            return
        urls[event["requestId"]] = "" if event["type"] == "Document" else event["response"]["url"]

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in urls:
            loaded[urls[event["requestId"]]] = int(event["encodedDataLength"])

    session.on("Network.responseReceived", named)
    session.on("Network.loadingFinished", finished)
    return loaded
