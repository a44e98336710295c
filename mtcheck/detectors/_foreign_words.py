"""Find words and passages of another language in Latin script; the detector ``script`` reports them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Finding, Measure, TableHit
from mtcheck.core.rule import Context
from mtcheck.core.span import Span
from mtcheck.lang.wording import is_old_fashioned

_FEW_CAPITALS = 0.012  # a text set in small letters throughout hides its names
_LONGEST_WORD = 40
_TERM_COUNT = 3  # a word used oftener is a term of the text
_PASSAGE_WORDS, _PASSAGE_SHARE, _ENGLISH_SHARE = 6, 0.15, 0.1
_ENGLISH = frozenset(
    "the of and to in is that for was on with he she it by as are at from this be has have not they said".split()
)
_GUESSED = 6  # letters
_LOOK_BEHIND = 60
_GLOSSED = re.compile(r"[^.!?;\n]{0,30}, (?:as (?:the [A-Z]\w+|they|we) (?:say|call)|(?:which|that) means|meaning|or )")
_BEFORE = frozenset("([*_/\"'‘“#@-.")
_AFTER = frozenset(("(", "[", "“", '"', "‘", "'", "-", "–", "—", "/", "@"))


def untranslated(
    doc: Document, ctx: Context, rule_id: str, terms: frozenset[str], letters: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield a finding for each run of foreign words, and one for each passage of foreign paragraphs.

    ``terms`` are the words that introduce a foreign word on purpose ("called", "species"); ``letters`` gives the languages of
    letters that no English word has.
    """
    table = ctx.table("script_foreign")
    loans = frozenset(row["value"] for row in ctx.table("script") if row["kind"] == "loan")
    distinct = sorted(
        {form for form in doc.forms if 4 <= len(form) <= _LONGEST_WORD and form.islower() and form.isalpha()} - loans
    )
    english = ctx.table("lexicon")
    known = {
        form: languages
        for form in distinct
        if (languages := _languages(table, form) or _by_letter(letters, form)) and not _is_plural(form, english)
    }
    if is_old_fashioned(doc):
        known = {form: languages for form, languages in known.items() if not form.isascii()}  # spelt as in its day
    if not known or sum(map(str.isupper, doc.text)) < _FEW_CAPITALS * len(doc.text):
        return
    hits_of = [[index for index in doc.block_tokens(number) if doc.forms[index] in known] for number in range(len(doc.blocks))]
    counts = Counter(doc.forms[index] for hits in hits_of for index in hits)
    meant = {doc.forms[index] for hits in hits_of for index in hits if _is_term(doc, index, terms)}
    spoken = Counter(language for languages in known.values() for language in languages.split(","))
    company = {language for language, count in spoken.items() if count > 1}  # languages of several words of the article
    in_passage = False
    for number, hits in enumerate(hits_of):
        if doc.blocks[number].kind in ("code", "chrome"):
            continue
        if _is_foreign(doc, number, len(hits)):
            if not in_passage:
                yield _passage(doc, number, hits, known, rule_id)
            in_passage = True
            continue
        in_passage = in_passage and doc.blocks[number].kind == "heading" and bool(hits)
        chosen = [index for index in hits if doc.forms[index] not in meant and counts[doc.forms[index]] <= _TERM_COUNT]
        for run in _runs(doc, chosen):
            if len(run) > 1 or _stands_out(doc.forms[run[0]]) or company & set(known[doc.forms[run[0]]].split(",")):
                yield _word(doc, run, known, table, rule_id)


def _is_plural(form: str, english: Mapping[str, str]) -> bool:
    """Tell whether the word is the rare plural of an English one: incubi, existents, posteriors."""
    if form.endswith("i"):
        return form[:-1] + "us" in english
    return form.endswith(("nts", "rs")) and form[:-1] in english


def _languages(table: Mapping[str, str], form: str) -> str:
    """Return the languages that know the word, joined by commas; empty where English knows it or nobody does."""
    bucket = table.get(form[:3])
    if bucket is None:
        return ""
    at = bucket.find(f" {form}:")
    if at < 0:
        return ""
    start = at + len(form) + 2
    end = bucket.find(" ", start)
    return bucket[start:] if end < 0 else bucket[start:end]


def _by_letter(letters: Mapping[str, str], form: str) -> str:
    """Return the languages of the first letter that no English word has."""
    if form.isascii():
        return ""
    return next((letters[char] for char in form if char in letters), "")


def _is_foreign(doc: Document, number: int, hits: int) -> bool:
    """Tell whether the block is a paragraph of another language: many of its words, hardly any English ones."""
    words = [index for index in doc.block_tokens(number) if doc.tokens[index].kind == "word"]
    if len(words) < _PASSAGE_WORDS or hits < max(2, _PASSAGE_SHARE * len(words)):
        return False
    return sum(doc.folded[index] in _ENGLISH for index in words) <= _ENGLISH_SHARE * len(words)


def _is_term(doc: Document, index: int, terms: frozenset[str]) -> bool:
    """Tell whether the word is meant as foreign: quoted, bracketed, introduced, glossed, or part of a name."""
    span = doc.tokens[index].span
    if doc.is_quoted(span) or (span.start > 0 and doc.text[span.start - 1] in _BEFORE):
        return True
    lead = doc.text[max(0, span.start - _LOOK_BEHIND) : span.start]
    if lead.rfind("(") > lead.rfind(")"):
        return True
    before, after = doc.folded[max(0, index - 3) : index], doc.forms[index + 1 : index + 2]
    if any(word in terms for word in before) or (after and after[0] in _AFTER):
        return True
    if _GLOSSED.match(doc.text, span.end):
        return True
    touching = doc.text[span.end : span.end + 2]
    if touching[:1] in ("*", "_") or (touching[:1] == "." and touching[1:].isalpha()):
        return True
    if _is_lowered_name(doc, index):
        return True
    near = (*doc.forms[max(0, index - 1) : index], *after)
    return any(form[:1].isupper() and form.lower() not in ("the", "a", "an", "in", "of", "this") for form in near)


def _is_lowered_name(doc: Document, index: int) -> bool:
    """Tell whether the word stands where names do: first in its paragraph, or paired with one, "from Beroun to benešov"."""
    before = doc.forms[max(0, index - 2) : index]
    paired = len(before) == 2 and before[1] in ("to", "and", "or") and before[0][0].isupper()
    start = doc.tokens[index].span.start
    return paired or not doc.text[max(0, start - 2) : start].strip(" \n\r\t")


def _runs(doc: Document, hits: list[int]) -> Iterator[list[int]]:
    """Group hits that stand side by side, or with nothing but little words between them."""
    run: list[int] = []
    for index in hits:
        between = doc.forms[run[-1] + 1 : index] if run else ()
        if run and (index - run[-1] > 3 or any(len(form) > 3 or not form.isalpha() for form in between)):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _stands_out(form: str) -> bool:
    """Tell whether the word is foreign by itself: short ones are often slips, old spellings or names of dishes."""
    return len(form) >= _GUESSED or not form.isascii()


def _votes(doc: Document, hits: list[int], known: Mapping[str, str]) -> str:
    votes = Counter(language for index in hits for language in known[doc.forms[index]].split(","))
    return ", ".join(language for language, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:4])


def _word(doc: Document, run: list[int], known: Mapping[str, str], table: Mapping[str, str], rule_id: str) -> Finding:
    span = Span(doc.tokens[run[0]].span.start, doc.tokens[run[-1]].span.end)
    forms = tuple(doc.forms[index] for index in run[:5])
    sure = any(map(_stands_out, forms))  # short words belong to too many languages
    guess = f"; languages that know it: {_votes(doc, run, known)}" if sure else ""
    return Finding(
        rule_id,
        span,
        score=min(1.0, 0.6 + 0.2 * (len(run) - 1) + (0.0 if doc.of(span).isascii() else 0.2)),
        message=f"‘{doc.of(span)}’ is not English{guess}",
        evidence=(
            *(
                TableHit("script_foreign", form[:3], "wordfreq word lists")
                for form in forms
                if f" {form}:" in table.get(form[:3], "")
            ),
            Derivation(tuple((form, known[form]) for form in forms)),
        ),
    )


def _passage(doc: Document, number: int, hits: list[int], known: Mapping[str, str], rule_id: str) -> Finding:
    words = sum(doc.tokens[index].kind == "word" for index in doc.block_tokens(number))
    forms = tuple(doc.forms[index] for index in hits[:5])
    return Finding(
        rule_id,
        doc.blocks[number].span,
        score=0.7,
        message=f"this paragraph is not English; languages that know its words: {_votes(doc, hits, known)}",
        evidence=(
            Measure("share of words that only other languages know", len(hits) / words, "share", _PASSAGE_SHARE),
            Derivation(tuple((form, known[form]) for form in forms)),
        ),
    )
