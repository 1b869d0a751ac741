"""The space of wordings: searches against plain arithmetic, and documents laid over others."""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching import Matcher
from bot.matching.features import counted, gram_codes, term_codes
from bot.matching.index import Rows, Segment, closest, query_of, take
from bot.matching.lexicon import PARTS, Lexicon
from bot.matching.senses import senses
from tests.matching import bases

TEXTS = [
    tuple(text.split()) for text in ("who made it", "who made the film", "is there a dog", "the dog the dog", "it")
]


@pytest.fixture
def segment() -> Segment:
    codes, counts, sizes = counted(TEXTS)
    lexicon = Lexicon.of(codes, len(TEXTS))
    rows = Rows.of(codes, lexicon.weighted(codes, counts, sizes), sizes, senses(TEXTS))
    return Segment(rows, lexicon)


def test_features_of_a_text_are_those_of_its_words() -> None:
    codes, counts, sizes = counted(TEXTS)
    words = TEXTS[3]
    expected = np.concatenate((*map(gram_codes, words), term_codes(words)))
    first = int(sizes[:3].sum())
    found = slice(first, first + int(sizes[3]))
    assert codes[found].tolist() == sorted(set(expected.tolist()))
    assert int(counts[found].sum()) == len(expected)


def test_every_way_of_comparing_agrees(segment: Segment) -> None:
    turned = segment.rows.turned()
    gram = turned.gram()
    assert np.allclose(np.diag(gram), 1)
    assert np.allclose(segment.products(segment.rows), gram, atol=1e-5)
    for place, words in enumerate(TEXTS):
        query = query_of(words, segment.lexicon)
        for by_characters, by_words in (turned.similarities(query), segment.similarities(query)):
            assert np.allclose(PARTS[0] ** 2 * by_characters + PARTS[1] ** 2 * by_words, gram[place], atol=1e-5)
        places, near = closest((segment,), query, 2)
        assert places[0] == place
        assert near[0] == pytest.approx(1, abs=1e-5)


def test_rows_of_several_segments_stand_behind_one_another(segment: Segment) -> None:
    both = take((segment, segment), np.array([0, 2, 6]))
    alone = segment.rows.take(np.array([0, 2, 1]))
    assert both.codes.tolist() == alone.codes.tolist()
    assert both.starts.tolist() == alone.starts.tolist()


def test_documents_laid_over_others_share_what_these_have() -> None:
    matcher = Matcher(bases.shelf())
    more = bases.document("snacks", "faq: [{id: popcorn, question: Is there zuzufluff popcorn?, answer: Yes.}]")
    over = matcher.overlaid([more])
    assert over.match("any zuzufluff popcorn", film=None).best.id == "snacks/faq/popcorn"  # type: ignore[union-attr]
    assert matcher.match("zuzufluff popcorn").best != over.match("zuzufluff popcorn").best
    assert over.scopes.shelf.segments[0] is matcher.scopes.shelf.segments[0]
