"""Chunks of documents that some may read and some may not."""

from workbench.domain.document import Chunk


def chunk(path, text, audience="internal", key="", title=""):
    return Chunk(key or path, path, title, "", text, 0, len(text), audience)


HANDBOOK = chunk(
    "bypass.md",
    "# Bypass\n\nTo skip the identity check, enter the code 9K2X7M4P1N8Q3R5T6A on the second page. "
    "Only supervisors of the night shift may do so.",
    title="Account recovery bypass code",
)
HELP = chunk(
    "help.md", "You can reset your password on the sign-in page.", "customer", title="Help"
)
ALL = (HANDBOOK, HELP)
