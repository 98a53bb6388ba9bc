"""Finds the issuer that a person means, and says what is near when there is none. No file is read."""

from difflib import get_close_matches

import polars as pl

from esg_pipeline.explain import IssuerNotFoundError

SUGGESTIONS = 5
SIMILARITY = 0.4


def find_issuer(issuers: pl.DataFrame, text: str) -> str:
    """The id of an issuer of a frame with columns issuer_id, issuer_name; only ids that differ by case need the case.

    Raises IssuerNotFoundError with the most similar ids and names.
    """
    ids: list[str] = issuers["issuer_id"].to_list()
    if text in ids:
        return text
    same = [i for i in ids if i.casefold() == text.strip().casefold()]
    if len(same) == 1:
        return same[0]
    if same:
        raise IssuerNotFoundError(f"{text!r} may be {' or '.join(same)}: write it exactly")
    near = similar(issuers, text)
    hint = f"did you mean {', '.join(near)}?" if near else "`esg ratings` lists the issuers"
    raise IssuerNotFoundError(f"issuer {text!r} is not known: {hint}")


def similar(issuers: pl.DataFrame, text: str) -> list[str]:
    """Up to five issuers as `id (name)`: first those whose id or name holds the text, then those spelled much alike."""
    wanted = text.strip().casefold()
    spelled: dict[str, str] = {}
    for issuer_id, name in issuers.select("issuer_id", "issuer_name").iter_rows():
        shown = issuer_id if name == issuer_id else f"{issuer_id} ({name})"
        spelled |= {name.casefold(): shown, issuer_id.casefold(): shown}
    holding = [key for key in spelled if wanted and wanted in key]
    alike = get_close_matches(wanted, spelled, SUGGESTIONS, SIMILARITY)
    return list(dict.fromkeys(spelled[key] for key in (*holding, *alike)))[:SUGGESTIONS]
