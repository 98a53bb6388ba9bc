"""How well a linear model tells the topic of a Chinese ESG sentence: by the model of meanings, and by characters alone.

    python benchmarks/extraction/topics.py

Five folds, stratified, the same each time. A report only: the extractor does not use it. Sentences: ../shared/labels.
"""

import csv
import hashlib
import sys
import zlib
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from esg_pipeline.disclosure.embedding import load_embedder

SHARED = Path(__file__).resolve().parents[3] / "shared"
IRRELEVANT = "无关文本"
FOLDS = 5
RIDGE = 1.0
HASHED = 8192
LONGEST_GRAM = 3

Floats = NDArray[np.float64]
Labels = NDArray[np.str_]


def read_sentences(path: Path) -> tuple[list[str], Labels]:
    """Sentences, each once, and their topics."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["sentences"].strip(): row["label"].strip() for row in csv.DictReader(file)}
    return list(rows), np.array(list(rows.values()))


def folds_of(sentences: list[str], labels: Labels) -> NDArray[np.int64]:
    """Fold of each sentence: within a topic, in the order of their digests, one after the other."""
    order = sorted(range(len(sentences)), key=lambda i: hashlib.sha256(sentences[i].encode()).digest())
    folds = np.zeros(len(sentences), dtype=np.int64)
    seen: dict[str, int] = defaultdict(int)
    for i in order:
        folds[i] = seen[labels[i]] % FOLDS
        seen[labels[i]] += 1
    return folds


def character_features(sentences: list[str]) -> Floats:
    """Hashed counts (logarithms) of one to three characters, weighted by rarity, rows of length 1."""
    counts = np.zeros((len(sentences), HASHED), dtype=np.float32)
    for row, sentence in enumerate(sentences):
        grams = (sentence[i : i + n] for n in range(1, LONGEST_GRAM + 1) for i in range(len(sentence) - n + 1))
        for gram, count in Counter(grams).items():
            counts[row, zlib.crc32(gram.encode()) % HASHED] += np.log1p(count)
    rarity = np.log(len(sentences) / (1 + (counts > 0).sum(axis=0)))
    return unit_rows((counts * rarity).astype(np.float64))


def meaning_features(sentences: list[str]) -> Floats | None:
    """Vectors of the shipped model, or None where it is not installed."""
    embedder = load_embedder().embedder
    return None if embedder is None else embedder.encode(sentences).astype(np.float64)


def unit_rows(values: Floats) -> Floats:
    norms = np.linalg.norm(values, axis=1, keepdims=True)
    return values / np.where(norms > 0, norms, 1.0)


def predicted(features: Floats, labels: Labels, folds: NDArray[np.int64]) -> Labels:
    """The topic of each sentence by a ridge regression that has not seen its fold; all topics weigh the same."""
    names = np.unique(labels)
    kernel = features @ features.T + 1.0  # the one is the intercept
    found = np.empty_like(labels)
    for fold in range(FOLDS):
        seen, held = folds != fold, folds == fold
        targets = (labels[seen][:, None] == names[None, :]).astype(np.float64)
        weights = np.sqrt(1.0 / targets.sum(axis=0)[targets.argmax(axis=1)] * len(targets) / len(names))
        weighted = kernel[np.ix_(seen, seen)] * weights[:, None] * weights[None, :]
        dual = np.linalg.solve(weighted + RIDGE * np.eye(len(targets)), (2 * targets - 1) * weights[:, None])
        found[held] = names[(kernel[np.ix_(held, seen)] * weights[None, :] @ dual).argmax(axis=1)]
    return found


def scores(labels: Labels, found: Labels) -> tuple[float, float]:
    """Accuracy and the mean of the topics' F1."""
    f1: list[float] = []
    for name in np.unique(labels):
        both = float(((labels == name) & (found == name)).sum())
        f1.append(2 * both / float((labels == name).sum() + (found == name).sum()))
    return float((labels == found).mean()), float(np.mean(f1))


def report(sentences: list[str], labels: Labels) -> list[tuple[str, str, int, float, float]]:
    """Rows of task, features, classes, accuracy and macro F1."""
    features = {"characters": character_features(sentences), "meanings": meaning_features(sentences)}
    both = features["meanings"]
    if both is not None:
        features["both"] = unit_rows(np.hstack([features["characters"], both]))  # type: ignore[list-item]
    tasks = {"topic": labels, "relevant or not": np.where(labels == IRRELEVANT, "no", "yes")}
    rows: list[tuple[str, str, int, float, float]] = []
    for task, wanted in tasks.items():
        folds = folds_of(sentences, wanted)
        for name, values in features.items():
            if values is not None:
                rows.append((task, name, len(np.unique(wanted)), *scores(wanted, predicted(values, wanted, folds))))
    return rows


def main() -> int:
    path = SHARED / "labels" / "zh_esg_sentences.csv"
    if not path.is_file():
        print(f"{path} is absent: this benchmark needs the labelled sentences of ../shared", file=sys.stderr)
        return 1
    sentences, labels = read_sentences(path)
    print(f"{len(sentences)} sentences, {FOLDS} folds")
    print("| task | features | classes | accuracy | macro F1 |\n|---|---|---:|---:|---:|")
    for task, name, classes, accuracy, f1 in report(sentences, labels):
        print(f"| {task} | {name} | {classes} | {accuracy:.3f} | {f1:.3f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
