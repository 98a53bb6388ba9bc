"""The door to the optional model: without ESG_LLM_URL nothing below it is loaded and nothing is contacted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from esg_pipeline.disclosure.document_text import DocumentText
from esg_pipeline.disclosure.found import Found
from esg_pipeline.disclosure.llm.settings import llm_settings_from
from esg_pipeline.disclosure.llm.unmapped import LlmNotes, unmapped_of
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.sentences import Sentence


def proposals_for(
    document: DocumentText,
    rows: Iterable[Mapping[str, Any]],
    rules: Rules,
    environ: Mapping[str, str],
    *,
    sentences: Sequence[Sentence] = (),
    fiscal_year: int | None = None,
) -> tuple[tuple[Found, ...], LlmNotes]:
    """What the model of `environ` proposes for observation rows without a fact, verified, and why the rest is none.

    Raises LlmSettingsError for a wrong setting; a server that fails is a note. `sentences` in order of place.
    """
    settings = llm_settings_from(environ)
    if settings is None:
        return (), LlmNotes()
    from esg_pipeline.disclosure.llm.client import LlmClient  # noqa: PLC0415 - only when it is switched on
    from esg_pipeline.disclosure.llm.propose import propose  # noqa: PLC0415

    unmapped = tuple(unmapped_of(document, rows, sentences))
    return propose(document, unmapped, rules, LlmClient(settings), fiscal_year)
