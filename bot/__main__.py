"""The entry of `film-faq-bot` and of `python -m bot`."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command line."""
    # Matching multiplies small matrices, which several threads only slow down; OpenBLAS reads this when it is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from bot.cli import main as run

    run()


if __name__ == "__main__":
    main()
