"""An untrusted site's files -> responses in which nothing of it can run, in a frame that follows the builds.

A page that runs on the preview's origin could read every draft, open its WebSocket and ask its other
addresses. So every file is sandboxed without scripts, even those of the theme, whose pages can be
read without them. A browser that opens a page gets a page of ours, with the page in a frame.
"""

from __future__ import annotations

from sitegen.serve.handlers import SiteHandler
from sitegen.serve.inject import aim_links
from sitegen.serve.settings import OWN

_POLICY = "Content-Security-Policy"
#: What a page in the frame may do: load styles and images, and be left by a link that is clicked.
_ALLOWED = "allow-same-origin allow-top-navigation-by-user-activation"
_SANDBOX = "sandbox"
_PAGE_POLICY = (
    f"{_SANDBOX} {_ALLOWED}; default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self';"
    " font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
#: Only our own modules run in the page around it, wherever the site has its own.
_FRAME_POLICY = (
    "default-src 'none'; script-src {address}; style-src {address}; frame-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FRAME = f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Preview</title>
<link rel="stylesheet" href="{OWN}frame.css">
<script type="module" src="{OWN}frame.js" data-revision="{{revision}}"></script>
</head>
<body><iframe title="The page" sandbox="{_ALLOWED}"></iframe></body>
</html>
"""


class UntrustedSiteHandler(SiteHandler):
    """An untrusted site."""

    def set_default_headers(self) -> None:
        """Forbid scripts in every response."""
        super().set_default_headers()
        self.set_header(_POLICY, _SANDBOX)

    def finish_page(self, page: bytes, path: str) -> None:
        """Send a browser that opens the page our frame, and the frame the page itself.

        A client that doesn't say what the page is for gets the page alone, which is just as harmless.
        """
        self.set_header("Vary", "Sec-Fetch-Dest")
        purpose = self.request.headers.get("Sec-Fetch-Dest", "")
        if purpose == "document":
            address = f"http://{self.request.host}{OWN}"
            self.set_header(_POLICY, _FRAME_POLICY.format(address=address))
            self.finish(_FRAME.format(revision=self.preview.state.revision))
            return
        self.set_header(_POLICY, _PAGE_POLICY)
        self.finish(aim_links(page) if purpose == "iframe" else page)
