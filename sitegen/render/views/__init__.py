"""What templates see: views that turn attribute reads into recorded questions about the site.

A template never holds the site. ``page.next.title`` asks two questions, which are answered by the
whole site or by the slice of it that a worker was given, and which the build records: they are all
that the rendered page depends on besides its own file, its layouts and the configuration.
"""

from sitegen.render.views.lists import SectionView, TaxonomyView, TermView
from sitegen.render.views.pages import PageView
from sitegen.render.views.recorder import Recorder
from sitegen.render.views.site import Paginator, SiteView

__all__ = ["PageView", "Paginator", "Recorder", "SectionView", "SiteView", "TaxonomyView", "TermView"]
