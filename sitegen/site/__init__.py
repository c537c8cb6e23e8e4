"""Documents -> Site: where everything is, how it hangs together, and what may be asked of it."""

from sitegen.site.answers import SiteAnswers
from sitegen.site.assemble import Site, assemble
from sitegen.site.nodes import Kind, Node
from sitegen.site.questions import Question
from sitegen.site.values import Answers
from sitegen.site.visibility import Show

__all__ = ["Answers", "Kind", "Node", "Question", "Show", "Site", "SiteAnswers", "assemble"]
