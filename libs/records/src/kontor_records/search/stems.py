"""Stems: the German and the English form to which an inflected word goes back.

Nothing says in which language a text is written, so a word has the stem of each; what the other
language makes of it finds nothing and harms nothing.
"""

from functools import lru_cache

import Stemmer

_SHORTEST = 4
_STEMMERS = tuple(Stemmer.Stemmer(language, maxCacheSize=0) for language in ("german", "english"))


@lru_cache(maxsize=65_536)
def stems_of(word: str) -> tuple[str, ...]:
    """Return the stems of a folded word that differ from the word itself.

    Words with digits and words below four letters have none.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return ()
    stems = {stemmer.stemWord(word) for stemmer in _STEMMERS} - {word}
    return tuple(sorted(stems))
