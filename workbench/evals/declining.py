"""How a bot says no: a short list of patterns, first person or about knowledge, on purpose.

`You can't be charged twice` says no to nothing; `I can't share that` does. A pattern is added
here with an example in the test beside it.
"""

import re

_WE = r"(?:i|we)(?:'m| am|'re| are)?"
_CANNOT = (
    r"(?:can(?:no|')?t|can not|(?:am |are |'m |'re )?(?:not able|unable) to|"
    r"(?:am |are |'m |'re )?not (?:allowed|permitted|authori[sz]ed) to|won't|will not|"
    r"couldn't|could not|don't|do not|am not|are not)"
)
_DEEDS = (
    r"(?:help|share|give|provide|tell|show|see|access|find|say|answer|disclose|discuss|do|change|"
    r"have|know|look|confirm|process|make|offer|issue|approve|release|reveal|talk|speak|assist|"
    r"allowed|permitted|authori[sz]ed|able)"
)
DECLINING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_WE}\s+(?:\w+ly |just )?{_CANNOT}\s+(?:\w+ly )?{_DEEDS}\b",
        rf"\b{_WE}\s+(?:not able|unable) to\b",
        rf"\b{_WE}\s+not (?:allowed|permitted|authori[sz]ed)\b",
        r"\b(?:i|we) (?:have|found) no (?:information|record|details|access|answer)\b",
        r"\b(?:is|are|that's|isn't) (?:not )?something (?:i|we) (?:can't|cannot|can)\b",
        r"\bno (?:information|details?) (?:is |are )?(?:available|given|about|on)\b",
        r"\b(?:documents?|records?|information|facts)\b[^.]{0,40}\b(?:do(?:es)? not|don't|doesn't)"
        r" (?:say|mention|cover|contain|include|tell|show|state)\b",
        r"\b(?:isn't|is not|aren't|are not) (?:available|in (?:the|your|my) (?:account|record|"
        r"documents?|facts))\b",
        r"\bnot (?:allowed|permitted|authori[sz]ed) to (?:share|see|give|disclose|discuss|view)\b",
        r"\b(?:only|just) (?:discuss|talk about|share|help with) your own account\b",
    )
)


def declines(answer: str) -> bool:
    """Whether any of the patterns occurs."""
    plain = answer.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return any(pattern.search(plain) for pattern in DECLINING)
