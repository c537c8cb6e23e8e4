"""A section, taxonomy or term as templates see it: pages that list others."""

from __future__ import annotations

from sitegen.render.page_view import PageView


class SectionView(PageView):
    """A section: a page that lists others."""

    __slots__ = ()

    @property
    def pages(self) -> tuple[PageView, ...]:
        """Its pages, in its order."""
        return self._recorder.pages(self._get("pages"))

    @property
    def subsections(self) -> tuple[SectionView, ...]:
        """The sections directly below it."""
        return self._recorder.pages(self._get("children"))  # type: ignore[return-value]  # children are sections

    @property
    def count(self) -> int:
        """How many pages it lists."""
        return int(self._get("count"))


class TermView(SectionView):
    """One term of a taxonomy."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The term as most pages spell it."""
        return self.title

    @property
    def slug(self) -> str:
        """The term in its address."""
        return self._id.rpartition("/")[2]

    @property
    def taxonomy(self) -> TaxonomyView:
        """The taxonomy that it belongs to."""
        prefix, _, term = self._id.rpartition("term:")
        return TaxonomyView(self._recorder, f"{prefix}taxonomy:{term.partition('/')[0]}")


class TaxonomyView(PageView):
    """A taxonomy: all its terms."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """Its front matter key: tags."""
        return self._id.rpartition(":")[2]

    @property
    def singular(self) -> str:
        """What one of its terms is called: tag."""
        given = next(
            (
                taxonomy.singular
                for taxonomy in self._recorder.config.taxonomies
                if taxonomy.name == self.name
            ),
            "",
        )
        return given or self.name.removesuffix("s")

    @property
    def terms(self) -> tuple[TermView, ...]:
        """Its terms, by address."""
        return tuple(TermView(self._recorder, id_) for id_ in self._get("children"))


#: By the kind of page; any other is a plain one.
VIEWS: dict[str, type[PageView]] = {
    "home": SectionView,
    "section": SectionView,
    "term": TermView,
    "taxonomy": TaxonomyView,
}
