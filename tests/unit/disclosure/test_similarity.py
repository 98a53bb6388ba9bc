"""Nearness of meaning: by words it is a share of what is sought, a model can only raise it."""

import numpy as np
import pytest

from esg_pipeline.disclosure.similarity import EmbeddedSimilarity, LexicalSimilarity, best_similarity, terms

SOUGHT = ["The company has a water saving target.", "公司设定节水目标。", "The board oversees climate risks."]
PAIRS = [
    ("Each plant has a water saving target.", SOUGHT[0]),
    ("We grow apples.", SOUGHT[0]),
    ("本集团设定年度节水目标。", SOUGHT[1]),
    ("董事会由九人组成。", SOUGHT[1]),
]


class Vectors:
    """Stands in for a model: texts on `water` point one way, all others another."""

    name = "vectors"

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def encode(self, texts: list[str]) -> np.ndarray:
        self.calls.append(texts)
        return np.array([[1.0, 0.0] if "water" in t or "H2O" in t else [0.0, 1.0] for t in texts], dtype=np.float32)


def test_terms_are_stems_and_character_pairs() -> None:
    assert terms("Targets for the targeting of water") == {"target", "water"}
    assert terms("节水目标") == {"节水", "水目", "目标"}


def test_near_sentences_score_above_far_ones() -> None:
    near, far, near_zh, far_zh = LexicalSimilarity(SOUGHT).scores(PAIRS)
    assert near == 1.0
    assert near_zh > 0.8
    assert far == far_zh == 0.0


@pytest.mark.parametrize("text", ["", " ", "...", "a an the"])
def test_nothing_sought_is_near_to_nothing(text: str) -> None:
    assert LexicalSimilarity(SOUGHT).scores([("water", text), (text, SOUGHT[0])]) == [0.0, 0.0]


def test_a_model_raises_and_never_lowers() -> None:
    lexical = LexicalSimilarity(SOUGHT)
    pairs = [*PAIRS, ("H2O shall be spared", SOUGHT[0])]
    by_words, by_model = lexical.scores(pairs), EmbeddedSimilarity(Vectors(), lexical).scores(pairs)
    assert all(model >= words for words, model in zip(by_words, by_model, strict=True))
    assert (by_words[-1], by_model[-1]) == (0.0, 1.0)


def test_the_number_of_encoded_sentences_is_bounded_and_what_is_sought_is_encoded_once() -> None:
    model = Vectors()
    similarity = EmbeddedSimilarity(model, LexicalSimilarity(SOUGHT), limit=2)
    similarity.scores([(f"H2O {n}", SOUGHT[0]) for n in range(9)])
    similarity.scores([("H2O", SOUGHT[0])])
    assert [len(call) for call in model.calls] == [3, 1]
    assert similarity.scores([]) == []
    assert similarity.name == "vectors"


def test_without_a_model_words_decide_and_the_name_says_so() -> None:
    lexical = LexicalSimilarity(SOUGHT)
    assert best_similarity(None, lexical).name == "lexical"
    assert best_similarity(Vectors(), lexical).name == "vectors"
