"""How dates, times, numbers and ids are written in answers, records and documents."""

import re

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD",
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "ca$": "CAD", "c$": "CAD", "cad": "CAD",
}  # fmt: skip

# A lower-case `may` is a verb.
_MONTH = (
    r"(?P<m{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|(?-i:May|MAY)|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<d{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_YEAR = r"(?P<y{0}>(?:19|20)\d\d)"
_AMOUNT = r"(?P<amount>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_BEFORE = r"(?P<before>us\$|ca\$|c\$|[$£€]|\b(?:usd|gbp|eur|cad))\s*"
_AFTER = r"\s*(?P<after>(?:usd|gbp|eur|cad|dollars?|pounds?|euros?)\b|€)"
# Two capitals or more before the digits, or a hyphen and three digits: INV-204, SES-3, rf_5510.
_ID = (
    r"(?-i:(?!USD|GBP|EUR|CAD|UTC|GMT)[A-Z]{2,8}[-_]?\d+(?:[\w-]*\w)?"
    r"|[A-Za-z]{1,8}[-_]\d{3,}(?:[\w-]*\w)?)"
)


def _iso() -> str:
    date = rf"\b{_YEAR.format(1)}-(?P<m1>0[1-9]|1[0-2])(?:-(?P<d1>\d\d))?(?!\d|-\d)"
    return rf"{date}(?:[T ](?P<t1>\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?"


def _day_first() -> str:
    year = rf"(?:,?[\s-]+{_YEAR.format(2)}\b)?"
    return rf"\b{_DAY.format(2)}(?:\s+of)?[\s-]+{_MONTH.format(2)}{year}"


def _month_first() -> str:
    year = rf"(?:,?\s+{_YEAR.format(3)}\b)?"
    return rf"\b{_MONTH.format(3)}\s+(?:the\s+)?{_DAY.format(3)}(?![\d%]|[.:,]\d){year}"


def _time() -> str:
    half = r"[ap](?:m\b|\.m\.)"
    return (
        rf"\b(?P<h>\d{{1,2}}):(?P<min>\d\d)(?::\d\d)?(?:\s*(?P<ap>{half}))?"
        rf"|\b(?P<h2>\d{{1,2}})\s*(?P<ap2>{half})"
    )


def _number() -> str:
    # Not inside a word, and `2FA` counts nothing.
    number = rf"(?<![\w.]){_AMOUNT}(?!\d)(?-i:(?!(?!USD|GBP|EUR|CAD)[A-Z]))"
    return rf"(?:{_BEFORE}{_AMOUNT.replace('amount', 'money')}|{number})"


_FORMS = {
    "email": r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+",
    "iso": _iso(),
    "dmy": _day_first(),
    "mdy": _month_first(),
    "my": rf"\b{_MONTH.format(4)},?\s+{_YEAR.format(4)}\b",
    "slashed": r"\b(?P<s1>\d{1,2})[/.](?P<s2>\d{1,2})[/.](?P<sy>(?:19|20)\d\d)\b",
    "time": _time(),
    "id": rf"\b{_ID}",
    "marker": r"\[\d{1,2}\]",
    "listed": r"(?:^|(?<=\n))[ \t]*\d{1,2}[.)](?=\s)",
    "ordinal": r"\b(?P<n>\d{1,2})(?:st|nd|rd|th)\b",
    "number": rf"{_number()}(?:\s*(?P<percent>%|percent\b)|{_AFTER})?",
}
# The first form that fits at a place of the text names the match (`lastgroup`).
CLAIM = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items()), re.IGNORECASE)
ON_A_DAY = re.compile(r"\b(?:on|by|until|till|before|after|from|since)\s+the\s+$", re.IGNORECASE)
