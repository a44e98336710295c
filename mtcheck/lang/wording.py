"""Tell which words nobody chose, and which articles are worded as people no longer write: oddness says nothing there.

Who puts near-synonyms into an article replaces words of its sentences. An abbreviation, half of a word that was broken at the
end of a line, a word named between braces and an entry of a list are odd to a language model, but nothing stands behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise

from mtcheck.core.document import Document, Sentence
from mtcheck.lang import lexicon

_VOWEL = re.compile(r"[aeiouy]|[^\x00-\x7f]")
_NAMED = re.compile(r"\{(?=\S)[^{}\n]{1,60}(?<=\S)\}|<(?=\S)[^<>\n]{1,60}(?<=\S)>|`(?=\S)[^`\n]{1,60}(?<=\S)`")
_VERB = 3  # of 9: forms found more rarely where verbs stand are nouns
_ENTRY, _ENTRIES = 5, 5  # words of an entry at most, and entries in a row, that make a list
# The closed classes of older and of legal English: pronouns, verb forms, conjunctions and compound adverbs.
_OLD = frozenset(
    "thou thee thy thine thyself ye hath doth hast dost didst wast wert shalt wilt canst couldst shouldst wouldst mayst "
    "saith quoth unto ere nay aught naught betwixt methinks whosoever whatsoever insomuch forasmuch heretofore hitherto "
    "hither thither whither thence whence wherefore wherein whereof whereunto whereto wherewith whereupon whereat "
    "therein thereof thereto thereunto therewith thereunder thereupon thereat "
    "herein hereof hereto hereunder herewith hereinafter aforesaid 'tis 'twas 'twere o'er ne'er e'er".split()
)
_OLD_WORDS, _OLD_SHARE = 2, 0.002  # different ones, and of all words, that make an article old-fashioned


def unchosen(doc: Document) -> frozenset[int]:
    """Return the indexes of the tokens that nobody chose for their sense."""
    return frozenset((*_abbreviations(doc), *_halves(doc), *_named(doc), *_entries(doc)))


def is_old_fashioned(doc: Document) -> bool:
    """Tell whether an article, its quotations apart, is worded as in older or legal English."""
    old = [form for form, tok in zip(doc.folded, doc.tokens, strict=True) if form in _OLD and not doc.is_quoted(tok.span)]
    return len(set(old)) >= _OLD_WORDS and len(old) >= _OLD_SHARE * doc.words


def without_verb(doc: Document, forms: Mapping[str, str]) -> frozenset[int]:
    """Return the indexes of the tokens of sentences without a finite verb: titles, labels, entries, whose grammar is their own.

    ``forms`` is the table ``lexicon``. What is capitalised may be a name and counts as no verb.
    """
    return frozenset(at for sent in doc.sentences if not _has_verb(doc, sent, forms) for at in sent.tokens)


def _has_verb(doc: Document, sent: Sentence, forms: Mapping[str, str]) -> bool:
    for at in sent.tokens:
        payload = forms.get(doc.folded[at], "") if doc.forms[at][0].islower() else ""
        share = lexicon.verb_share(payload)
        if lexicon.can_be(payload, "VZDmx") and (share is None or share >= _VERB):
            return True
    return False


def _abbreviations(doc: Document) -> Iterator[int]:
    """Yield the words without a vowel."""
    return (at for at, tok in enumerate(doc.tokens) if tok.kind == "word" and not _VOWEL.search(doc.folded[at]))


def _halves(doc: Document) -> Iterator[int]:
    """Yield both parts of words that were broken: a hyphen at the end of the first, white space after it."""
    for at, (hyphen, after) in enumerate(pairwise(doc.tokens)):
        before = doc.tokens[at - 1]
        if (
            doc.folded[at] == "-"
            and at > 0
            and before.kind == after.kind == "word"
            and before.span.end == hyphen.span.start
            and hyphen.span.end < after.span.start
        ):
            yield from (at - 1, at + 1)


def _named(doc: Document) -> Iterator[int]:
    """Yield the tokens between braces, angle brackets or backticks: what stands there is named, or is markup."""
    at, tokens = 0, doc.tokens
    for match in _NAMED.finditer(doc.text):
        while at < len(tokens) and tokens[at].span.start < match.start():
            at += 1
        while at < len(tokens) and tokens[at].span.end <= match.end():
            yield at
            at += 1


def _entries(doc: Document) -> Iterator[int]:
    """Yield the tokens of lists: contents, indexes, glossaries, link lists; their entries are no sentences."""
    short = [
        sum(doc.tokens[at].kind == "word" for at in doc.block_tokens(number)) <= _ENTRY for number in range(len(doc.blocks))
    ]
    for is_short, run in groupby(range(len(doc.blocks)), key=short.__getitem__):
        numbers = list(run)
        if is_short and len(numbers) >= _ENTRIES:
            for number in numbers:
                yield from doc.block_tokens(number)
