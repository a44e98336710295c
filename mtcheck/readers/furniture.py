"""Tell a page's furniture - menus, link lists, forms, what is hidden - from its running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mtcheck.readers.drafts import Draft

_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE_END = re.compile(r"""[.!?…]["'”’)\]]*$""")
_CLASSES = frozenset(
    """breadcrumb breadcrumbs cookie cookie-banner cookie-consent cookie-notice cookies footer masthead menu nav navbar
    navigation newsletter newsletter-signup pagination promo related related-articles related-links related-posts share
    share-buttons sharing sidebar site-footer site-header site-nav skip-link social social-links social-share toolbar""".split()
)
_LONG_WORDS = 25  # a paragraph of so many words is running text
_LINK_WORDS = 15  # a link in a list of links has at most so many
_LINK_SHARE = 0.8
_LIST_LENGTH = 3  # that many neighbours make a list of links
_OUTSIDE_TIMES = 4  # so much more running text outside <article> than inside: the mark means teasers


def is_hidden(found: Mapping[str, str]) -> bool:
    """Tell whether a tag's attributes keep its element from being shown."""
    if "hidden" in found and found["hidden"].lower() != "until-found":
        return True
    return found.get("aria-hidden", "").lower() == "true" or bool(_INVISIBLE.search(found.get("style", "")))


def is_weak_chrome(name: str, found: Mapping[str, str]) -> bool:
    """Tell whether an element's class or id names it a piece of furniture."""
    if name in ("html", "body", "main", "article"):
        return False
    names = f"{found.get('class', '')} {found.get('id', '')}".lower().split()
    return not _CLASSES.isdisjoint(names)


def judge(drafts: Iterable[Draft]) -> list[Draft]:
    """Mark the drafts that are furniture; the signs that can mislead give way where most of the text would be lost."""
    found = [draft for draft in drafts if any(run.text.strip() for run in draft.runs)]
    _judge_weak(found)
    _judge_outside(found)
    _judge_links(found)
    return found


def _running_words(drafts: Iterable[Draft]) -> int:
    """Count the words of the long paragraphs."""
    counts = (len(draft.text.split()) for draft in drafts)
    return sum(count for count in counts if count >= _LONG_WORDS)


def _judge_weak(drafts: list[Draft]) -> None:
    weak = [draft for draft in drafts if draft.weak and not draft.chrome]
    if not weak:
        return
    strong = [draft for draft in drafts if not draft.weak and not draft.chrome]
    if _running_words(weak) > _running_words(strong):  # a form round the whole page, a body of class "menu"
        return
    for draft in weak:
        draft.chrome = True


def _judge_outside(drafts: list[Draft]) -> None:
    inside = [draft for draft in drafts if draft.main and not draft.chrome]
    outside = [draft for draft in drafts if not draft.main and not draft.chrome]
    if not inside:
        return
    if _running_words(outside) > _OUTSIDE_TIMES * sum(len(draft.text.split()) for draft in inside):
        return
    for draft in outside:
        draft.chrome = True


def _judge_links(drafts: list[Draft]) -> None:
    row: list[Draft] = []
    for draft in drafts:
        if not draft.chrome and _is_link_line(draft):
            row.append(draft)
            if draft.links >= _LIST_LENGTH:
                draft.chrome = True  # "Home | News | Sport"
            continue
        _close_row(row)
    _close_row(row)


def _close_row(row: list[Draft]) -> None:
    if len(row) >= _LIST_LENGTH:
        for draft in row:
            draft.chrome = True
    row.clear()


def _is_link_line(draft: Draft) -> bool:
    """Tell whether a block is little more than links, a few words each; marks between them do not count."""
    if draft.kind in ("heading", "code") or not draft.links:
        return False
    text = draft.text.strip()
    words = len(text.split())
    if words > _LINK_WORDS * draft.links or _SENTENCE_END.search(text):
        return False
    return draft.linked >= _LINK_SHARE * sum(map(str.isalnum, text))
