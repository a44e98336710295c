"""Make reports by hand: texts with marks, suspects of every shape, evidence of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from mtcheck import tables
from mtcheck.core.document import Document
from mtcheck.core.finding import Derivation, Edit, Evidence, Excerpt, Finding, Measure, Related, SuspectSpan, TableHit
from mtcheck.core.report import DocumentReport, Notice, RunReport, Score, Verdict
from mtcheck.core.rule import Rule
from mtcheck.core.span import Span
from mtcheck.core.taxonomy import Category, Severity
from mtcheck.readers.plain import from_string
from mtcheck.suspects.places import region
from tests.render.attacks import ATTACKS

SIGNATURE = "mtcheck:0.1|rules:example|calibration:example"
CATEGORIES = {row["id"]: Category(**row) for row in tables.load("taxonomy")["category"]}


def rule(id: str, category: str, severity: Severity = "minor") -> Rule:
    title = id.partition(".")[2].replace("-", " ").capitalize()
    return Rule(
        id=id,
        title=title,
        category=category,
        severity=severity,
        why=f"{title}: a machine left this behind; a reader stumbles here & wonders <why>.",
        known_problems="Titles of works may look alike.",
        bad=("This is ⟦teh⟧ first.", "And ⟦teh⟧ second."),
        good=("This is the first.", "Teh is a surname."),
        since="0.1",
    )


RULES = {
    made.id: made
    for made in (
        rule("script.cjk-residue", "accuracy/untranslated", "major"),
        rule("names.sino-korean", "accuracy/mistranslation-name", "critical"),
        rule("signatures.reporting", "accuracy/mistranslation", "minor"),
        rule("repetition.doubled-word", "linguistic/duplication", "major"),
        rule("punctuation.mixed-quotes", "linguistic/punctuation", "minor"),
        rule("tortured.term", "terminology/wrong-term", "major"),
        rule("grammar.article", "linguistic/grammar", "minor"),
        rule("boilerplate.button", "design/boilerplate", "neutral"),
        rule("number-date.day", "accuracy/number", "minor"),
        rule("consistency.spelling", "terminology/inconsistent", "minor"),
        rule("script.homoglyph", "linguistic/encoding", "major"),
        rule("layout.broken-sentence", "design/layout", "minor"),
    )
}


def suspect(
    doc: Document,
    wanted: str | Span,
    rule_id: str,
    *,
    message: str = "",
    probability: float = 0.8,
    severity: Severity | None = None,
    evidence: Sequence[Evidence] = (),
    replacements: Sequence[str] = (),
    more: Sequence[Finding] = (),
    category: str | None = None,
    **rest: Any,
) -> SuspectSpan:
    """Make a suspect of the first place where ``wanted`` stands, or of a span."""
    if isinstance(wanted, str):
        start = doc.text.index(wanted)
        wanted = Span(start, start + len(wanted))
    message = message or f"‘{doc.text[wanted.slice]}’ is suspect"
    edits = tuple(Edit(wanted, text) for text in replacements)
    finding = Finding(rule_id, wanted, 0.9, message, tuple(evidence), edits)
    return SuspectSpan(
        span=wanted,
        rule_id=rule_id,
        category=category or RULES[rule_id].category,
        severity=severity or RULES[rule_id].severity,
        probability=probability,
        findings=(finding, *more),
        message=message,
        replacements=tuple(replacements),
        fingerprint=f"1:{rule_id}:{wanted.start:x}",
        text=doc.of(wanted),
        context=Excerpt(doc.of(wanted), 0),
        region=region(doc, wanted),
        quoted=doc.is_quoted(wanted),
        **rest,
    )


def report(
    doc: Document, suspects: Sequence[SuspectSpan], *, verdict: Verdict = "review", keep: bool = True, value: float = 14.2
) -> DocumentReport:
    ordered = tuple(sorted(suspects, key=lambda each: (each.span, each.rule_id)))
    values: dict[str, Any] = {
        "path": doc.path,
        "id": doc.id,
        "sha256": doc.sha256,
        "words": doc.words,
        "penalty": Score("penalty per 1,000 words", value, value * 0.6, value * 1.5, SIGNATURE),
        "verdict": verdict,
        "verdict_reason": f"the penalty is {value} per 1,000 words; articles above 10 deserve a look",
        "suspects": ordered,
        "document": doc if keep else None,
    }
    known = {field.name for field in fields(DocumentReport)}
    return DocumentReport(**{name: given for name, given in values.items() if name in known})


def run(reports: Sequence[DocumentReport], notices: Sequence[Notice] = ()) -> RunReport:
    return RunReport(1, SIGNATURE, tuple(reports), tuple(notices), "review", RULES, CATEGORIES)


ARTICLE = """Chairman praises 習 at the harvest fair

The chairman gave an oral letter to the governor, it is interpreted that trade trade will resume on the 34th. \
“We will strengthen the the bond,” the governor Shim Geun-pyeong said, “and the profound learning of both sides."

A short list
• Apples from the north, where the sjávar wind blows
• Pears, and the name مرحبا بالعالم on a banner
• Plums from Mоscow, where Geun-pyong Shim was born

Next arrow_right Share this page
The committee of the villages decided that the road which leads to the harbour will be
repaired before the winter begins, he said and said.
"""


def article() -> DocumentReport:
    """An article with suspects of many classes; some overlap, one stands inside another, one crosses two blocks."""
    doc = from_string(ARTICLE, path="articles/harvest fair.txt")
    text = doc.text

    def of(part: str, again: int = 0) -> Span:
        start = text.index(part)
        for _ in range(again):
            start = text.index(part, start + 1)
        return Span(start, start + len(part))

    first_spelling = of("Shim Geun-pyeong")
    return report(
        doc,
        [
            suspect(
                doc,
                "習",
                "script.cjk-residue",
                probability=0.97,
                message="‘習’ is a Chinese character in an English headline; the name Xi is probably meant",
                evidence=[
                    TableHit("script", "習", "Unicode 15.1, Unihan kMandarin"),
                    Derivation((("read in Mandarin", "xí"), ("as a surname", "Xi"))),
                ],
                replacements=["Xi"],
            ),
            suspect(
                doc,
                "oral letter",
                "signatures.reporting",
                probability=0.62,
                evidence=[TableHit("signatures", "oral letter", "ko 구두 친서; seen in systems 31 times, in people 0")],
                replacements=["verbal message"],
            ),
            suspect(doc, "it is interpreted that trade trade will", "signatures.reporting", probability=0.55),
            suspect(
                doc,
                "trade trade",
                "repetition.doubled-word",
                probability=0.93,
                replacements=["trade"],
                evidence=[Related(of("trade"), "the first of the two"), Measure("copies", 2, "words", 2)],
            ),
            suspect(doc, "trade will resume on the", "grammar.article", probability=0.31),
            suspect(doc, "on the 34th", "number-date.day", probability=0.88, severity="major"),
            suspect(doc, "the the", "repetition.doubled-word", probability=0.94, replacements=["the"]),
            suspect(
                doc,
                first_spelling,
                "names.sino-korean",
                probability=0.9,
                message="‘Shim Geun-pyeong’ looks like 習近平 read in Korean; ‘Xi Jinping’ is probably meant",
                evidence=[
                    Derivation(
                        (("spelled in hangul", "심근평"), ("same reading in hanja", "習近平"), ("pinyin", "Xi Jinping"))
                    ),
                    TableHit("names", "習近平", "Wikidata Q15031"),
                    Related(of("Geun-pyong Shim"), "a second spelling"),
                ],
                replacements=["Xi Jinping"],
                more=[
                    Finding(
                        "consistency.spelling",
                        first_spelling,
                        0.5,
                        "two spellings of one name",
                        (
                            Measure("edit distance", 1.0, "letters", 1.0),
                            Related(of("Geun-pyong Shim"), "spelled otherwise here"),
                        ),
                    )
                ],
            ),
            suspect(doc, "profound learning", "tortured.term", probability=0.85, replacements=["deep learning"]),
            suspect(doc, '"', "punctuation.mixed-quotes", probability=0.7, replacements=["”"]),
            suspect(doc, "Mоscow", "script.homoglyph", probability=0.99, replacements=["Moscow"]),
            suspect(
                doc, "Geun-pyong Shim", "consistency.spelling", probability=0.5, evidence=[Related(first_spelling, "first")]
            ),
            suspect(doc, "arrow_right Share this page", "boilerplate.button", probability=0.95),
            suspect(doc, "will be\nrepaired before", "layout.broken-sentence", probability=0.4, state="suppressed"),
        ],
    )


def clean() -> DocumentReport:
    return report(
        from_string("A quiet day\n\nNothing happened here.\n", path="articles/quiet.txt"), [], verdict="pass", value=0.0
    )


def hostile() -> DocumentReport:
    """An article of attacks, with a suspect on each of them, and the attack in every field that can carry text."""
    doc = from_string(
        "\n".join(ATTACKS), path="x/<script>window.hacked=10</script>'\"&.txt", id="<img src=x onerror=window.hacked=11>\x1b"
    )
    suspects = []
    for index, block in enumerate(doc.blocks):
        attack = ATTACKS[index % len(ATTACKS)]
        suspects.append(
            suspect(
                doc,
                block.span,
                sorted(RULES)[index % len(RULES)],
                message=attack,
                replacements=[attack],
                category="x/<b>\"'" if index == 3 else None,
                evidence=[
                    TableHit(attack, attack, attack),
                    Measure(attack, 2.0, attack, 1.0),
                    Related(block.span, attack),
                    Derivation(((attack, attack),)),
                ],
            )
        )
    return report(doc, suspects)


def hostile_run() -> RunReport:
    return run([hostile(), clean()], [Notice("error", attack, attack, attack) for attack in ATTACKS])


def large(words: int, count: int) -> DocumentReport:
    """A long article with evenly spread suspects, each with message, evidence and edits as a real one has."""
    sentence = "The committee of the villages decided that the road along the harbour will be repaired before winter. "
    paragraph = (sentence * 6).strip() + "\n"
    doc = from_string(paragraph * (words // 102 + 1), path="long.txt")
    ids = sorted(RULES)
    step = len(doc.tokens) // count
    suspects = []
    for number in range(count):
        first, last = doc.tokens[number * step], doc.tokens[number * step + 2]
        span = Span(first.span.start, last.span.end)
        bits = f"{10 + number % 90 / 10:.1f} bits"
        made = suspect(
            doc,
            span,
            ids[number % len(ids)],
            probability=(number % 20) / 20,
            message=f"'{doc.text[span.slice]}' is unexpected here; 'a road' or 'the way' is probably meant",
            evidence=[
                Measure("score", number % 1000 / 1000, "probability-like", 0.35),
                Derivation((("as written", bits), ("replace by 'a road'", f"{bits} less, over this and the next three words"))),
            ],
            replacements=["a road", "the way"],
        )
        suspects.append(replace(made, fingerprint=f"v2:{number * 0x9E3779B97F4A7C15 % 2**96:024x}"))
    return report(doc, suspects)
