"""Another program on the same file: reads it, adds a mark of its own, and saves by replacing the file.

Run as `python foreign.py FILE SECONDS_BETWEEN`; writes the number of every mark that it saved, until its input ends.
"""

from __future__ import annotations

import os
import select
import sys
import time
from pathlib import Path

MARK = "      # mark {number}\n"
AFTER = "  # --- marks ---\n"


def main() -> None:
    """Save again and again; a mark that was not saved because the file changed is tried again."""
    path, pause = Path(sys.argv[1]), float(sys.argv[2])
    number = 0
    while not select.select([sys.stdin], [], [], pause)[0]:
        text = path.read_text(encoding="utf-8")
        beside = path.with_name("foreign-4913")
        beside.write_text(text.replace(AFTER, AFTER + MARK.format(number=number), 1), encoding="utf-8")
        time.sleep(0.001)  # as an editor: its text may be old by the time it is saved
        if path.read_text(encoding="utf-8") == text:
            beside.replace(path)
            os.write(1, f"{number}\n".encode())
            number += 1


if __name__ == "__main__":
    main()
