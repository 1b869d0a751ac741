"""Which keys lie beside each other."""

from __future__ import annotations

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """For each letter the letters beside, above and below it; each row stands half a key right of the one above."""
    found: dict[str, str] = {}
    for line, row in enumerate(_ROWS):
        for place, letter in enumerate(row):
            near = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
            for other, shift in ((line - 1, 0), (line + 1, -1)):
                if 0 <= other < len(_ROWS):
                    near += "".join(
                        _ROWS[other][at] for at in (place + shift, place + shift + 1) if 0 <= at < len(_ROWS[other])
                    )
            found[letter] = near
    return found


NEIGHBOURS = _neighbours()
