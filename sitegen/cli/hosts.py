"""The hosts of ``sitegen new deploy``: what each needs in a repository, in sitegen.toml, and by hand."""

from __future__ import annotations

from typing import NamedTuple

#: Where GitHub looks for workflows.
_WORKFLOW = ".github/workflows/site.yml"
#: Stands for the commit and the push in a list of steps.
PUSH = "push"
_SECRETS = "on GitHub, make the environment production (Settings > Environments), with the secrets"
_CONNECT = "connect the repository: it has the build command and the folder already"


class HostSetup(NamedTuple):
    """What one host needs."""

    shown: str
    files: dict[str, str]  #: path in the site -> name of the template in ``workflows/``
    steps: tuple[str, ...]  #: what the user does, once; PUSH is one of them
    settings: dict[str, str]  #: table of sitegen.toml -> its lines
    extras: tuple[str, ...] = ()  #: of the package


HOSTS = {
    "github-pages": HostSetup(
        "GitHub Pages",
        {_WORKFLOW: "github-pages.yml"},
        ("on GitHub, under Settings > Pages, choose GitHub Actions as the source", PUSH),
        {},
    ),
    "gitlab-pages": HostSetup(
        "GitLab Pages", {".gitlab-ci.yml": "gitlab.yml"}, (PUSH,), {"urls": 'redirects_for = ["gitlab"]\n'}
    ),
    "cloudflare": HostSetup(
        "Cloudflare Workers",
        {"wrangler.toml": "wrangler.toml"},
        (PUSH, f"on Cloudflare, under Workers & Pages, {_CONNECT}"),
        {"urls": 'redirects_for = ["cloudflare"]\n', "headers": 'files = ["netlify"]\n'},
    ),
    "netlify": HostSetup(
        "Netlify",
        {
            "netlify.toml": "netlify.toml",
            "netlify/sitegen-cache/index.js": "netlify-cache.js",
            "netlify/sitegen-cache/manifest.yml": "netlify-cache.yml",
        },
        (PUSH, f"on Netlify, {_CONNECT}"),
        {"urls": 'redirects_for = ["netlify"]\n', "headers": 'files = ["netlify"]\n'},
    ),
    "vercel": HostSetup("Vercel", {"vercel.json": "vercel.json"}, (PUSH, f"on Vercel, {_CONNECT}"), {}),
    "s3": HostSetup(
        "S3-compatible storage",
        {_WORKFLOW: "s3.yml"},
        (f"{_SECRETS} AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", PUSH),
        {"deploy": 'target = ""  # to do: s3://my-bucket; for other hosts than Amazon also endpoint\n'},
        ("s3",),
    ),
    "rsync": HostSetup(
        "a server",
        {_WORKFLOW: "rsync.yml"},
        (f"{_SECRETS} DEPLOY_KEY, a private key that may log in, and DEPLOY_KNOWN_HOSTS",),
        {"deploy": 'target = ""  # to do: ssh://ada@example.org/srv/site\n'},
    ),
}
