"""A Discord bot that answers questions about films from a YAML knowledge base."""

from __future__ import annotations

__version__ = "0.1.0"
