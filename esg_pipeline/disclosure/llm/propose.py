"""Asks the model about unmapped numbers in batches and keeps what is verified. How to switch it on is `proposals`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from esg_pipeline.disclosure.document_text import DocumentText
from esg_pipeline.disclosure.found import Found
from esg_pipeline.disclosure.llm.answer import NoAnswer, Proposal, proposals_in
from esg_pipeline.disclosure.llm.candidates import CandidateIndex
from esg_pipeline.disclosure.llm.client import LlmClient
from esg_pipeline.disclosure.llm.prompt import BATCH, Asked, request_for
from esg_pipeline.disclosure.llm.transport import LlmError
from esg_pipeline.disclosure.llm.unmapped import LlmNotes, Unmapped
from esg_pipeline.disclosure.llm.verify import Refused, verified
from esg_pipeline.disclosure.mapper import Rules


@dataclass(slots=True)
class _Outcome:
    """What has come together so far."""

    found: list[Found] = field(default_factory=list[Found])
    notes: list[str] = field(default_factory=list[str])
    refused: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])


def propose(
    document: DocumentText,
    unmapped: Sequence[Unmapped],
    rules: Rules,
    client: LlmClient,
    fiscal_year: int | None = None,
) -> tuple[tuple[Found, ...], LlmNotes]:
    """Facts that the model proposes and the document bears out, in order of place; why others are none. Never raises.

    A refusal is a reason on the number's span; what went wrong with the server is a note on the document.
    """
    outcome = _Outcome()
    for batch in _batches(_askable(document, unmapped, rules, client.settings.max_numbers, outcome)):
        for asked, proposal in _answered(document, batch, client, fiscal_year, outcome):
            try:
                outcome.found.append(verified(document, asked, proposal, rules, fiscal_year))
            except Refused as reason:
                outcome.refused[asked.number.span] = str(reason)
    kept = _once(outcome)
    return tuple(sorted(kept, key=lambda f: f.value_span or f.span)), LlmNotes(
        tuple(dict.fromkeys(outcome.notes)), dict(sorted(outcome.refused.items()))
    )


def _askable(
    document: DocumentText, unmapped: Sequence[Unmapped], rules: Rules, limit: int, outcome: _Outcome
) -> list[Asked]:
    """The first numbers, by place, for which there is a data point to choose from."""
    index = CandidateIndex(rules)
    pairs = ((number, index.of(number, document.text[slice(*number.context)])) for number in unmapped)
    asked = sorted((Asked(n, found) for n, found in pairs if found), key=lambda a: a.number.span)
    if len(asked) > limit:
        outcome.notes.append(f"the model was asked about {limit} of {len(asked)} numbers, the limit")
    return asked[:limit]


def _batches(asked: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    return (asked[start : start + BATCH] for start in range(0, len(asked), BATCH))


def _answered(
    document: DocumentText, batch: Sequence[Asked], client: LlmClient, fiscal_year: int | None, outcome: _Outcome
) -> list[tuple[Asked, Proposal]]:
    """The proposals of a batch; a number with two of them has none."""
    request = request_for(document, batch, fiscal_year)
    try:
        reply = client.ask(request)
        proposals = proposals_in(reply.content)
    except (LlmError, NoAnswer) as error:
        outcome.notes.append(f"numbers were left without the model: {error}")
        return []
    outcome.notes.extend((*reply.notes, *client.keep(request, reply)))
    by_number: dict[int, list[Proposal]] = {}
    for proposal in dict.fromkeys(proposals):
        by_number.setdefault(proposal.number_index, []).append(proposal)
    if any(index >= len(batch) for index in by_number):
        outcome.notes.append("the model spoke of numbers that it was not asked about")
    for index, several in by_number.items():
        if len(several) > 1 and index < len(batch):
            outcome.refused[batch[index].number.span] = "the model proposes more than one fact"
    return [(batch[i], several[0]) for i, several in by_number.items() if len(several) == 1 and i < len(batch)]


def _once(outcome: _Outcome) -> list[Found]:
    """Of one data point, part and year there is one figure: the model does not choose between two different ones."""
    values: dict[tuple[str, str, int | None], set[object]] = {}
    for fact in outcome.found:
        values.setdefault(_key(fact), set()).add(fact.value)
    kept: list[Found] = []
    for fact in outcome.found:
        if len(values[_key(fact)]) == 1:
            kept.append(fact)
        else:
            outcome.refused[fact.value_span or fact.span] = "the model names several figures for the same thing"
    return kept


def _key(fact: Found) -> tuple[str, str, int | None]:
    return fact.data_point_id, fact.dimension, fact.period
