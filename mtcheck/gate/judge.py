"""Judge reports by a policy: one verdict an article with the criteria that it fails, one over all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mtcheck.config.project import project_path
from mtcheck.core.gate import ArticleResult, Criterion, GateReport, GateVerdict
from mtcheck.core.plural import plural
from mtcheck.core.report import DocumentReport, RunReport
from mtcheck.core.taxonomy import severity_rank
from mtcheck.gate.policy import NEVER, Policies, Policy, in_budget

_WORST_FIRST: tuple[GateVerdict, ...] = ("error", "fail", "not judged", "pass")
_WHOLE = {"spun": "was spun", "mt": "is unedited machine translation"}
WARY_PROBABILITY, _WARY_SUSPECTS = 0.9, 2
_LEAST_WEIGHT = 0.5  # of a category whose suspects count: page furniture is no fault of the language


def judge_run(
    run: RunReport, policies: Policies, root: Path, *, since: str = "", baseline: str = "", explain: bool = False
) -> GateReport:
    """Return the gate's word on every article of a run; the worst of them, and of the notices, is the word over all.

    A run without any article could not be judged, unless only changed text was asked for: then nothing has changed.
    """
    articles = []
    for report in run.documents:
        file = project_path(report.path, root)
        policy, origins = policies.at(file)
        articles.append(_article(report, file, policy, origins, run))
    verdicts: set[GateVerdict] = {article.verdict for article in articles}
    if any(notice.level == "error" for notice in run.notices) or (not articles and not since):
        verdicts.add("error")
    verdict: GateVerdict = next((each for each in _WORST_FIRST if each in verdicts), "pass")
    scope = f"changed since {since}" if since else "all text"
    return GateReport(run, tuple(articles), verdict, policies.profile, scope, baseline, explain)


def _article(report: DocumentReport, file: str, policy: Policy, origins: Mapping[str, str], run: RunReport) -> ArticleResult:
    counted = frozenset(index for index in range(len(report.suspects)) if counts(report, index, policy, run))
    criteria = tuple(_criteria(report, policy, counted))
    failed = [criterion for criterion in criteria if criterion.failed]
    verdict, reason = _verdict(report, policy, failed)
    origin = ", ".join(sorted({origins[f"gate.{criterion.name.partition(' ')[0]}"] for criterion in failed or criteria}))
    return ArticleResult(report, file, verdict, reason, criteria, counted, origin)


def _verdict(report: DocumentReport, policy: Policy, failed: Sequence[Criterion]) -> tuple[GateVerdict, str]:
    if not report.complete:
        return "error", report.verdict_reason
    if failed:
        return "fail", "; ".join(map(str, failed))
    if report.verdict == "not judged":
        return "not judged", report.verdict_reason
    return "pass", "within the policy"


def is_wary(report: DocumentReport, policy: Policy) -> bool:
    """Tell whether the article as a whole gives reason to count what is not counted elsewhere."""
    if policy.wary_from is None or report.indications is None or "mt" not in report.indications:
        return False
    return report.indications["mt"].low > policy.wary_from


def counts(report: DocumentReport, index: int, policy: Policy, run: RunReport) -> bool:
    """Tell whether a suspect counts against its article."""
    suspect = report.suspects[index]
    rule = run.rules.get(suspect.rule_id)
    if policy.fail_on == NEVER:
        return False
    bars = [(severity_rank(policy.fail_on), policy.count_probability)]  # type: ignore[arg-type]
    if is_wary(report, policy):
        bars.append((severity_rank("minor"), WARY_PROBABILITY))
    return (
        suspect.state == "open"
        and any(severity_rank(suspect.severity) >= rank and suspect.probability >= bar for rank, bar in bars)
        and run.categories[suspect.category].weight >= _LEAST_WEIGHT
        and (rule is None or rule.status != "preview")
    )


def _criteria(report: DocumentReport, policy: Policy, indexes: frozenset[int]) -> Iterator[Criterion]:
    counted, wary = len(indexes), is_wary(report, policy)
    what = f"of severity {policy.fail_on} or worse with probability {policy.count_probability:g} or more"
    if wary:
        what += f", or minor with {WARY_PROBABILITY:g} or more, as the whole looks like machine translation"
    judged = report.verdict != "not judged"
    if not judged and policy.unjudged == "fail":
        yield Criterion("unjudged", 1, 0, True, f"article that could not be judged ({report.verdict_reason})")
    if policy.max_suspects is not None:
        yield Criterion("max-suspects", counted, policy.max_suspects, counted > policy.max_suspects, f"suspects {what}")
    if policy.max_critical is not None:
        critical = sum(report.suspects[index].severity == "critical" for index in indexes)
        unit = f"critical suspects with probability {policy.count_probability:g} or more"
        yield Criterion("max-critical", critical, policy.max_critical, critical > policy.max_critical, unit)
    if policy.max_density is not None and judged:
        density = 1000.0 * counted / max(1, report.words)
        least = min(policy.min_suspects, _WARY_SUSPECTS) if wary else policy.min_suspects
        failed = density > policy.max_density and counted >= least
        unit = f"suspects per 1,000 words {what} ({counted} in {plural(report.words, 'word')})"
        yield Criterion("max-density", density, policy.max_density, failed, unit)
    if policy.max_penalty is not None and judged:
        low = report.penalty.low
        unit = f"at least, as penalty per 1,000 words (estimate {report.penalty.value:.1f})"
        yield Criterion("max-penalty", low, policy.max_penalty, low > policy.max_penalty, unit)
    for name, limit in (("spun", policy.max_spun), ("mt", policy.max_mt)):
        if limit is not None and report.indications is not None and name in report.indications:
            found = report.indications[name]
            unit = f"at least, as probability that the article {_WHOLE[name]} (estimate {found.probability:.2f})"
            yield Criterion(f"max-{name}", found.low, limit, found.low > limit, unit)
    for name, budget in sorted(policy.categories.items()):
        number = sum(
            suspect.state == "open"
            and suspect.probability >= policy.count_probability
            and in_budget(name, suspect.rule_id, suspect.category)
            for suspect in report.suspects
        )
        unit = f"suspects with probability {policy.count_probability:g} or more"
        yield Criterion(f"categories {name}", number, budget, number > budget, unit)
