"""The manual's recipes for analytics work under the policy: their scripts run, and reach their hosts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.judges.host import hosted
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.browser

HEAD = "{% extends 'builtin/base.html' %}\n{% block head %}\n"
MANUAL = (Path(__file__).parents[2] / "content/docs/analytics.md").read_text("utf-8")
#: Service -> (what its own script does, in the ways that it sends a visit; where that goes).
SERVICES = {
    "GoatCounter": ("new Image().src = '{}'", "https://me.goatcounter.com/count?p=/"),
    "Plausible": ("fetch('{}', {{method: 'POST', body: '{{}}'}})", "https://plausible.io/api/event"),
    "Umami": ("fetch('{}', {{method: 'POST', body: '{{}}'}})", "https://api-gateway.umami.dev/api/send"),
    "Google Analytics": (
        # Whichever script runs first: Google's takes what is in the layer, now and later.
        (
            "const wait = setInterval(() => {{ if ((window.dataLayer ?? []).length == 2)"
            " {{ clearInterval(wait); navigator.sendBeacon('{}') }} }}, 10)"
        ),
        "https://region1.google-analytics.com/g/collect?v=2",
    ),
}
HOSTS = {
    "GoatCounter": "gc.zgo.at",
    "Plausible": "plausible.io",
    "Umami": "umami.is",
    "Google Analytics": "gtag",
}


def read_recipe(service: str) -> tuple[str, str]:
    """Return the hosts that the manual allows for a service, and the elements that it gives."""
    row = re.search(rf"^\| {service} \| `(.*)` \|$", MANUAL, re.MULTILINE)
    assert row is not None
    tags = [tag for tag in re.findall(r"<script .*</script>", MANUAL) if HOSTS[service] in tag]
    if service == "Google Analytics":
        tags = re.findall(r"<script .*asset.*</script>", MANUAL) + tags
    return row[1], "\n".join(dict.fromkeys(tags))


@pytest.mark.parametrize("service", SERVICES)
def test_a_visit_is_counted(browser: Browser, tmp_path: Path, service: str) -> None:
    """By the manual's own words: the site builds without a problem, and the browser refuses nothing."""
    hosts, tags = read_recipe(service)
    code = re.search(r"```js title=\"layouts/assets/js/analytics.js\"\n(.*?)```", MANUAL, re.DOTALL)
    assert code is not None
    site = SiteFolder(
        tmp_path / "site",
        {
            "sitegen.toml": f'base_url = "https://example.org"\n[privacy]\nallow_scripts = [{hosts}]\n',
            "content/a.md": "# A\n",
            "layouts/base.html": f"{HEAD}{tags}\n{{% endblock %}}\n",
            "layouts/assets/js/analytics.js": code[1],
        },
    )
    assert site.build().problems == ()
    act, target = SERVICES[service]
    asked: list[str] = []
    refused: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        is_script = route.request.resource_type == "script"
        headers = {"Access-Control-Allow-Origin": "*"}
        body = act.format(target) if is_script else ""
        route.fulfill(status=200, content_type="text/javascript", headers=headers, body=body)

    page = browser.new_page()
    page.on("console", lambda message: refused.append(message.text))
    page.route(re.compile("^https://"), answer)
    with hosted(site.root / "public", {}) as host:
        with page.expect_request(target):
            page.goto(f"{host}/a/")
        page.wait_for_load_state("networkidle")
    page.close()
    assert target in asked
    assert [text for text in refused if "Content Security Policy" in text] == []
