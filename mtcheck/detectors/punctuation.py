"""Find damaged punctuation: quotes and brackets without partner, spaces gone wrong, doubled and full-width marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import regex

from mtcheck.core.document import Block, Document
from mtcheck.core.finding import Derivation, Edit, Evidence, Finding, Measure, TableHit
from mtcheck.core.rule import Context, Rule, Status
from mtcheck.core.span import Span
from mtcheck.core.taxonomy import Severity
from mtcheck.detectors._quote_marks import QuoteFault, bracket_faults, quote_faults
from mtcheck.tables import Row


def _rule(
    name: str,
    title: str,
    why: str,
    known_problems: str,
    bad: tuple[str, ...],
    good: tuple[str, ...],
    severity: Severity = "minor",
    status: Status = "stable",
) -> Rule:
    return Rule(
        id=f"punctuation.{name}",
        title=title,
        category="linguistic/punctuation",
        severity=severity,
        why=why,
        known_problems=known_problems,
        bad=bad,
        good=good,
        since="0.1",
        status=status,
    )


UNBALANCED_QUOTE = _rule(
    "unbalanced-quote",
    "Quotation mark without its partner",
    "The reader cannot tell where the quotation begins or ends, or whose words they are.",
    "Single quotation marks are not counted, since apostrophes look alike.",
    ('He said the plan was ⟦"⟧over and left the room.', "It is in accordance with the times.⟦”⟧ The meeting went on."),
    (
        "“The plan is over.\n\n“It was bad,” he said.",
        'The 6\'2" guard said "no" to a 27" screen.',
    ),
)
MIXED_QUOTES = _rule(
    "mixed-quotes",
    "A quotation opened with one kind of mark and closed with another",
    "A straight mark with a curly partner shows that the text was put together by a machine or from pieces.",
    "Reported only inside one pair; a text that uses straight marks here and curly ones there is left alone.",
    ('The agency, ⟦"Yonhap.”⟧', 'He called it ⟦“a mistake"⟧ twice.'),
    ('The agency "Yonhap" and the “KCNA” differ.', "The “agency” closed."),
    status="preview",
)
QUOTE_BREAK = _rule(
    "quote-break",
    "Missing or extra space at a quotation mark",
    "The mark hangs between two words, so that it opens where it should close or the other way round.",
    "Text that has a blank on both sides of every mark, as tokenised text has, is left alone.",
    ("It attracts animals to⟦“⟧settle in the city” now.", 'The "City of Festivals⟦ "⟧as they call it grows.'),
    ('He called it "a mistake" twice.', "The '90s, rock 'n' roll, and “‘No,’ she said.”"),
)
UNBALANCED_BRACKET = _rule(
    "unbalanced-bracket",
    "Bracket without its partner",
    "A remark in brackets was torn apart; the reader cannot tell where it ends.",
    "List numbers such as 1) and a), and smileys, are left alone.",
    ("The ministry ⟦(⟧in charge of trade said no.", "The delta variant⟦)⟧ spread fast."),
    ("We need a) money and b) time :)", "The ministry (in charge [of trade]) said no."),
)
SPACE_BEFORE = _rule(
    "space-before",
    "Blank before a comma, stop or other mark",
    "English sets no blank there; it is left over from tokenising or from another language's custom.",
    "In a text that does so throughout, only the first place is reported, with the count; tokenised text is left alone.",
    ("The talks failed⟦ ,⟧ the minister said.", "He left⟦ .⟧ Then she came."),
    ("He left ... and a gain of .5 points, in .NET.", "It was 3 : 2 at the end."),
)
MISSING_SPACE = _rule(
    "missing-space",
    "No blank after a comma, stop or other mark",
    "Sentences or clauses were joined without the blank, as Chinese and Japanese do.",
    "Names of sites and files are left alone, so a stop before a small letter is reported only where both words are ordinary.",
    ("He crossed the ⟦stream,while⟧ she waited.", "They heard the ⟦bark.He⟧ ran."),
    ("See example.com, U.S.A. and notes.txt at 10:30 for 1,000 items.", "Use Node.js or ASP.NET; J.K. Rowling, Ph.D."),
)
DOUBLED = _rule(
    "doubled",
    "Punctuation mark set twice, or two that exclude each other",
    "A mark of the source was kept beside the English one, or a word between the two was lost.",
    "'?!', '!!' and the stop of an abbreviation before a comma are right.",
    ("The talks failed⟦,,⟧ he said.", "He left⟦,.⟧ Then she came."),
    ("Acme Inc., a maker of tools, left... What?! No!!", "He asked “Why?”, then left."),
)
FULL_WIDTH = _rule(
    "full-width",
    "Full-width mark of Chinese or Japanese in English text",
    "The mark of the source was copied; English has its own, with other spacing.",
    "Marks inside or beside a run of Chinese or Japanese are left alone.",
    ("Farming⟦，⟧trade and transport grew.", "As of today⟦（⟧Monday⟦）⟧ it is open."),
    ("The sign 「出口」 means exit.", "Farming, trade and transport (all of it) grew."),
)

_CJK = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_WIDE = regex.compile(r"[，。、：；？！（）【】《》〈〉「」『』％＆～．／＂＇｜　]+")
_SPACE_BEFORE = regex.compile(
    r"(?<=(?<!\p{L})\p{Ll}[\p{Ll}'’-]{0,30}[”’\")\]]?|\p{N}[)%])[ \u00a0]{1,3}"
    r"(?:,(?=[\s\p{L}\"“”]|$)|[.;!?](?!\s?\.)(?=[\s”\"’]|$)|:(?=\s\p{L}|$))"
)
_ANY_MARK = regex.compile(r"[,.;:!?](?=\s|$)")
_MISSING_SPACE = regex.compile(
    r"(?<![\p{L}\p{N}\p{M}.,/@#_'’+-])\p{L}[\p{L}'’-]{0,30}[,;]\p{L}{2,30}(?![\p{L}\p{N}@/_+])(?!\.\p{L})"
    r"|(?<![\p{L}\p{N}\p{M}.,/@#_'’+-])\p{Ll}{2,30}[.?!]\p{Lu}\p{Ll}{0,30}(?![\p{L}\p{N}@/_+(])(?!\.\p{L})"
)
_DOUBLED = regex.compile(
    r"(?<!,),,(?!,)|(?<!;);;(?!;)|[,;:]\.(?![.\d])|(?<=\p{L}{3})\.[,;:](?=\s)|(?<=[\p{L})”\"])[.,;]\s[.,;](?=\s(?!\.)|$)|(?<=\p{Ll}{2})\.\.(?!\.)|,[;:]|;,|::(?=\s)"
)
_ABBREVIATED = 6  # letters: a shorter word before a stop and a comma may be an abbreviation
_SPACED_MANY = 2
_MISSING_MANY = 4
_TOKENISED_MANY, _TOKENISED_SHARE = 3, 0.3


class PunctuationDetector:
    """Find damaged punctuation, block by block."""

    family = "punctuation"
    rules = (UNBALANCED_QUOTE, MIXED_QUOTES, QUOTE_BREAK, UNBALANCED_BRACKET, SPACE_BEFORE, MISSING_SPACE, DOUBLED, FULL_WIDTH)

    def detect(self, doc: Document, ctx: Context) -> Iterator[Finding]:
        """Yield the findings; a tokenised text, whose marks all stand alone, gives none for its spaces and quotes."""
        table = ctx.table("punctuation").by_key
        blocks = [block for block in doc.blocks if block.kind not in ("code", "chrome", "table")]
        spaced = [
            Span(*match.span())
            for block in blocks
            for match in _SPACE_BEFORE.finditer(doc.text, block.span.start, block.span.end)
        ]
        marks = (
            sum(1 for block in blocks for _ in _ANY_MARK.finditer(doc.text, block.span.start, block.span.end)) if spaced else 0
        )
        tokenised = len(spaced) > _TOKENISED_MANY and len(spaced) >= _TOKENISED_SHARE * marks
        if not tokenised:
            yield from _space_before(doc, [span for span in spaced if not _after_lost_word(doc, span, table)])
            yield from _missing_space(doc, blocks, table)
            for fault in quote_faults(doc, blocks):
                yield _quote(fault)
        for span, partner in bracket_faults(doc, blocks):
            yield _bracket(doc, span, partner)
        for block in blocks:
            if not tokenised:
                yield from _doubled(doc, block, table)
            if not doc.of(block).isascii():
                yield from _full_width(doc, block, table)


def _space_before(doc: Document, spaced: list[Span]) -> Iterator[Finding]:
    for span in spaced[: 1 if len(spaced) > _SPACED_MANY else None]:
        mark = doc.text[span.end - 1]
        many = f"; {len(spaced)} such places in the text" if len(spaced) > _SPACED_MANY else ""
        evidence: tuple[Evidence, ...] = (Derivation((("as written", doc.of(span)), ("without the blank", mark))),)
        if many:
            evidence = (
                *evidence,
                Measure("marks with a blank before them", float(len(spaced)), "marks", float(_SPACED_MANY + 1)),
            )
        yield Finding(
            SPACE_BEFORE.id,
            span,
            score=0.9,
            message=f"a blank stands before ‘{mark}’{many}",
            evidence=evidence,
            edits=(Edit(span, mark, "safe"),),
        )


_QUOTE_RULES = {"unbalanced": UNBALANCED_QUOTE, "mixed": MIXED_QUOTES, "break": QUOTE_BREAK}


def _quote(fault: QuoteFault) -> Finding:
    return Finding(
        _QUOTE_RULES[fault.kind].id,
        fault.span,
        score=fault.score,
        message=fault.message,
        evidence=(Derivation(fault.steps),),
        edits=fault.edits,
    )


def _bracket(doc: Document, span: Span, partner: str) -> Finding:
    form = doc.of(span)
    return Finding(
        UNBALANCED_BRACKET.id,
        span,
        score=0.8,
        message=f"‘{form}’ has no ‘{partner}’ in its paragraph",
        evidence=(Derivation((("as written", form), ("missing", partner))),),
    )


def _missing_space(doc: Document, blocks: list[Block], table: Mapping[str, Row]) -> Iterator[Finding]:
    found = [
        (Span(*match.span()), at)
        for block in blocks
        for match in _MISSING_SPACE.finditer(doc.text, block.span.start, block.span.end)
        if (at := _joint(doc, match.start(), match[0], table)) is not None
    ]
    for span, at in found[: 1 if len(found) > _MISSING_MANY else None]:
        form = doc.of(span)
        repaired = f"{form[: at + 1]} {form[at + 1 :]}"
        many = f"; {len(found)} such places in the text" if len(found) > _MISSING_MANY else ""
        yield Finding(
            MISSING_SPACE.id,
            span,
            score=0.9,
            message=f"the blank after ‘{form[at]}’ is missing in ‘{form}’{many}",
            evidence=(Derivation((("as written", form), ("with the blank", repaired))),),
            edits=(Edit(span, repaired, "safe" if form[at] in ",;" else "review"),),
        )


def _joint(doc: Document, start: int, form: str, table: Mapping[str, Row]) -> int | None:
    """Return where in the form the mark stands that lacks its blank; None for sites, files, initials and the like."""
    at = next(index for index, char in enumerate(form) if char in ",;.?!")
    before, after = form[:at], form[at + 1 :]
    if form[at] in ",;" and form.isupper():
        return None  # abbreviations side by side: CPI,PPI
    if (
        f"exempt: {after.lower()}" in table
        or f"exempt: {before.lower()}" in table
        or _in_address(doc, start, start + len(form))
    ):
        return None
    if form[at] == "." and len(after) == 1 and after not in "IA":
        return None
    return at


def _after_lost_word(doc: Document, span: Span, table: Mapping[str, Row]) -> bool:
    """Tell whether the word before the blank calls for another one: a link or a name was dropped there, not a blank added."""
    words = doc.text[max(0, span.start - 14) : span.start].split()
    return bool(words) and f"calls: {words[-1]}" in table


def _in_address(doc: Document, start: int, end: int) -> bool:
    """Tell whether the place belongs to an address, a path or a name of a file: signs of these touch it."""
    lead, rest = doc.text[max(0, start - 12) : start], doc.text[end : end + 12]
    touching = [
        *(lead.split()[-1:] if lead and not lead[-1].isspace() else ()),
        *(rest.split()[:1] if rest[:1].strip() else ()),
    ]
    return any(sign in piece for piece in touching for sign in ("/", "@", "=", "_", "\\", "www"))


def _doubled(doc: Document, block: Block, table: Mapping[str, Row]) -> Iterator[Finding]:
    for match in _DOUBLED.finditer(doc.text, block.span.start, block.span.end):
        form, span = match[0], Span(*match.span())
        if form == "::" and (span.end == block.span.end or doc.text.startswith("..", block.span.start)):
            continue  # a directive of a markup language, or the colons that announce its example
        lead = doc.text[max(block.span.start, span.start - 14) : span.start].split()
        word = lead[-1].lower().strip('("“‘') if lead else ""
        if form[0] == "." and (f"abbreviation: {word}" in table or (word and ("." in word or not word.islower()))):
            continue
        if form[0] == "." and lead and lead[-1][:1].isupper():
            continue
        compact = form.replace(" ", "").replace("\u00a0", "")
        if compact[0] == "." and compact != ".." and (len(word) < _ABBREVIATED or (len(lead) > 1 and lead[-2].endswith("."))):
            continue  # the stop of an abbreviation before a comma
        kept = "." if "." in compact else compact[0]
        ends = span.end >= block.span.end or doc.text[span.end : span.end + 2].strip()[:1].isupper()
        kept = kept if ends or "." not in compact else next((mark for mark in compact if mark != "."), ".")
        dots = compact == ".."
        yield Finding(
            DOUBLED.id,
            span,
            score=0.8,
            message=f"‘{form}’ is neither a stop nor an ellipsis: ‘.’ or ‘...’ is meant"
            if dots
            else f"‘{form}’ is one mark too many",
            evidence=(Derivation((("as written", form), ("kept", kept))),),
            edits=(Edit(span, kept, "review"),),
        )


def _full_width(doc: Document, block: Block, table: Mapping[str, Row]) -> Iterator[Finding]:
    start, end = block.span.start, block.span.end
    for match in _WIDE.finditer(doc.text, start, end):
        around = doc.text[max(start, match.start() - 1) : match.start()] + doc.text[match.end() : min(end, match.end() + 1)]
        if _CJK.search(around):
            continue
        keys = [f"wide: {char}" for char in match[0]]
        if not all(key in table for key in keys):
            continue
        rows = [table[key] for key in keys]
        repaired = _spaced(doc, match.start(), match.end(), "".join(row["value"] for row in rows))
        span = Span(*match.span())
        yield Finding(
            FULL_WIDTH.id,
            span,
            score=0.9,
            message=f"‘{match[0]}’ is a mark of Chinese or Japanese writing; English has ‘{repaired.strip()}’",
            evidence=tuple(TableHit("punctuation", key, row.source) for key, row in zip(keys, rows, strict=True)),
            edits=(Edit(span, repaired, "safe"),),
        )


def _spaced(doc: Document, start: int, end: int, plain: str) -> str:
    """Add the blank that the English mark needs beside a word."""
    before, after = doc.text[start - 1 : start] if start else "", doc.text[end : end + 1]
    if plain[-1] in ",.;:?!)]”%" and after.isalnum():
        plain += " "
    if plain[0] in "([“" and (before.isalnum() or before in (",", ".", ";")):
        plain = " " + plain
    return plain


detector = PunctuationDetector()
