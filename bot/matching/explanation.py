"""Why a question was answered as it was, in words and as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.matching.confidence import Head
from bot.matching.decision import RIVAL
from bot.matching.evidence import CANDIDATE_FEATURES, QUESTION_FEATURES

if TYPE_CHECKING:
    from bot.matching.matcher import Trace


@dataclass(frozen=True, slots=True)
class Explanation:
    """Normalised text, corrections, film, candidates with every feature, thresholds and decision."""

    data: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Everything, in types that JSON has."""
        return dict(self.data)

    def text(self) -> str:
        """The same for people, without markup."""
        data = self.data
        film = data["film"]
        lines = [
            f"question    {data['question']}",
            f"normalised  {data['normalized'] or '(nothing)'}",
            *(f"read as     {typed} -> {read}" for typed, read in data["corrections"]),
            f"film        {film['id'] or '(none)'} ({film['source']}): {film['how']}",
            f"matched     {data['matched'] or '(nothing)'}",
        ]
        if film["unknown"]:
            lines.append(f"unknown     {film['unknown']}")
        if data["exact"]:
            lines.append(f"exact       {data['exact']}: the question is one of its wordings")
        for candidate in data["candidates"]:
            target = candidate["entry"] or f"{candidate['target']} (not in the film's file)"
            lines.append(f"  {candidate['probability']:.3f}  {target}: {candidate['wording']}")
            if candidate["features"]:
                lines.append("         " + _listed(candidate["features"]))
        if data["features"]:
            lines.append("asked       " + _listed(data["features"]))
        thresholds = data["thresholds"]
        reason = f" ({data['reason']}{': ' + data['missing'] if data['missing'] else ''})" if data["reason"] else ""
        lines.append(
            f"thresholds  answer {thresholds['answer']:.2f}, ask back {thresholds['ask_back']:.2f}, "
            f"beside the best {thresholds['beside']:.2f} of it"
        )
        lines.append(f"decision    {data['decision']}{reason}, confidence {data['confidence']:.3f}")
        return "\n".join(lines)


def _listed(features: Mapping[str, float]) -> str:
    return "  ".join(f"{name} {value:.2f}" for name, value in features.items())


def explained(trace: Trace, head: Head) -> Explanation:
    """Put a trace into words."""
    match, outcome = trace.match, trace.outcome
    reading, evidence = (outcome.reading, outcome.evidence) if outcome else (None, None)
    candidates: list[dict[str, Any]] = []
    if outcome and evidence:
        scope = outcome.scope
        for place, option in enumerate(evidence.options):
            meant = scope.options[option]
            entries = {candidate.entry.id for candidate in match.candidates}
            leading = [entry.id for entry in (*meant.entries, *meant.slotted) if entry.id in entries]
            candidates.append(
                {
                    "target": meant.target,
                    "entry": leading[0] if leading else None,
                    "wording": scope.wordings[evidence.rows[place]].text,
                    "probability": outcome.probabilities[place],
                    "features": dict(zip(CANDIDATE_FEATURES, map(float, evidence.candidates[place]), strict=True)),
                }
            )
        candidates.sort(key=lambda candidate: -candidate["probability"])
    elif outcome:  # one of the wordings, word for word
        candidates += [
            {
                "target": ranked.target,
                "entry": ranked.entries[0].id if ranked.entries else None,
                "wording": match.normalized,
                "probability": ranked.probability,
                "features": {},
            }
            for ranked in outcome.ranked
        ]
    features = dict(zip(QUESTION_FEATURES, map(float, evidence.question), strict=True)) if evidence else {}
    return Explanation(
        {
            "question": match.question,
            "normalized": match.normalized,
            "corrections": [list(pair) for pair in match.corrections],
            "matched": " ".join(reading.words) if reading else "",
            "film": {
                "id": match.film,
                "source": str(match.film_source),
                "how": reading.how if reading else "",
                "unknown": match.unknown_film,
            },
            "exact": outcome.exact if outcome else None,
            "candidates": candidates,
            "features": features,
            "thresholds": {"answer": head.answer, "ask_back": head.ask, "beside": RIVAL},
            "decision": str(match.decision),
            "reason": str(match.reason) if match.reason else None,
            "missing": match.missing,
            "confidence": match.confidence,
        }
    )
