"""Turn the form of a token into the words of the n-gram model: one normalisation, for training and for look-up.

What is done, in this order:

- lower case; typographic apostrophes and hyphens plain (``core.document.fold``);
- double quotation marks of any style become ``"``, single ones ``'``, dashes ``--``, dots in a row ``...``;
- addresses become ``<url>``; numbers become a class: ``<n1>`` to ``<n4>`` by digits, ``<year>`` (1500 to 2099), ``<years>``
  (1990s), ``<dec>`` (3.5), ``<big>`` (1,000 and more than four digits), ``<ord>`` (21st), ``<qty>`` (5pm, 40m); a time is
  two or three of them with ``:`` between;
- ``U.N.`` loses its dots (``un``), but ``U.S.`` and the capitals ``US`` become ``u.s.``, since ``us`` is a pronoun; dotted
  lower-case forms (``e.g.``) stay;
- a word is cut at its inner hyphens, and the hyphen is a word of its own (``shoulder-fired``: ``shoulder - fired``), so that
  ``-`` is always an inner hyphen and ``--`` always a dash;
- the clitics ``'s 're 'll 've 'd 'm`` are cut off; forms in ``n't`` stay whole.

Whether the form begins with a capital is not kept, except for words that are not in the vocabulary: see ``unknown_word``.
"""

from __future__ import annotations

import re

from mtcheck.core.document import fold

BEGIN = "<s>"
END = "</s>"
UNKNOWN_LOWER = "<unk-lower>"  # a word out of vocabulary, written in lower case: a rare word
UNKNOWN_UPPER = "<unk-upper>"  # one that begins with a capital: most often a name
LONGEST = 400  # characters of a token that are looked at: hostile text may hold a token of megabytes

_MARKS = {
    **dict.fromkeys("“”„‟«»‹›「」『』〝〞", '"'),
    **dict.fromkeys("‘’‚‛`´", "'"),
    **dict.fromkeys(("–", "—", "―", "−", "-", "‐", "‑", "--", "---", "----"), "--"),
    **dict.fromkeys(("…", "..", "...", "....", "....."), "..."),
}
_URL = re.compile(
    r"https?://|www\.|[^@]+@.|[a-z0-9](?:[\w-]|\.(?=\w))*\.(?:com|org|net|gov|edu|mil|info|int|(?:co|ac)\.[a-z]{2})(?:/|$)",
    re.I,
)
_TIME = re.compile(r"(\d\d?):(\d\d)(?::(\d\d))?(am|pm)?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(st|nd|rd|th|s|m|bn|k|am|pm)?")
_DOTTED = re.compile(r"((?:[A-Za-z]\.){2,})(.*)")
_CLITIC = re.compile(r"(.*[^\W_])('(?:s|re|ll|ve|d|m))")


def model_words(form: str) -> tuple[str, ...]:
    """Return the words that the model sees for one token; never empty."""
    form = form[:LONGEST]
    mark = _MARKS.get(form)
    if mark is not None:
        return (mark,)
    if form.isascii() and form.isalpha() and form != "US":
        return (form.lower(),)
    if len(form) == 1:
        return ("<n1>",) if form.isdigit() else (form.lower(),)
    if _URL.match(form):
        return ("<url>",)
    time = _TIME.fullmatch(form)
    if time:
        return _time(time)
    dotted = _DOTTED.fullmatch(form)
    if dotted:
        head, rest = _undotted(dotted[1]), fold(dotted[2])
        return (head, *_cut(rest.lstrip("-"), joined=True)) if rest else (head,)
    return _cut(fold(form), joined=False) if form != "US" else ("u.s.",)


def unknown_word(form: str) -> str:
    """Return the word that stands for one out of vocabulary, by the case of the token's first letter."""
    return UNKNOWN_UPPER if form[:1].isupper() else UNKNOWN_LOWER


def _time(match: re.Match[str]) -> tuple[str, ...]:
    """Return a time of day as its numbers with colons between: ``<n1> : <n2>``, the last ``<qty>`` before am or pm."""
    hour, *rest = (f"<n{len(part)}>" for part in match.groups()[:3] if part)
    if match[4]:
        rest[-1] = "<qty>"
    return (hour, *(word for part in rest for word in (":", part)))


def _undotted(acronym: str) -> str:
    if acronym.lower() == "u.s.":
        return "u.s."
    return acronym.replace(".", "").lower() if acronym[0].isupper() else acronym


def _cut(folded: str, *, joined: bool) -> tuple[str, ...]:
    """Cut at hyphens and before clitics; ``joined`` says that something with a hyphen went before."""
    words: list[str] = []
    for piece in folded.split("-"):
        if words or joined:
            words.append("-")
        joined = False
        clitic = _CLITIC.fullmatch(piece)
        if clitic:
            words += (_classed(clitic[1]), clitic[2])
        elif piece:
            words.append(_classed(piece))
    return tuple(words) or (folded or "-",)


def _classed(piece: str) -> str:
    """Return the class of a number, or the piece as it is."""
    if not piece[0].isdigit():
        return piece
    match = _NUMBER.fullmatch(piece)
    if match is None:
        return piece
    suffix = match[1]
    if suffix:
        if suffix == "s":
            return "<years>"
        return "<ord>" if suffix in ("st", "nd", "rd", "th") else "<qty>"
    if "." in piece and "," not in piece:
        return "<dec>"
    if "," in piece or len(piece) > 4:
        return "<big>"
    if len(piece) == 4:
        return "<year>" if "1500" <= piece <= "2099" else "<n4>"
    return f"<n{len(piece)}>"
