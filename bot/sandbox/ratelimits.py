"""Buckets of requests and the headers that tell of them."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from bot.sandbox.errors import ApiError

GENEROUS = (100_000, 1.0)
"""Requests and seconds of a bucket nobody set: it is there for its headers, which discord.py needs to send in
parallel."""


class RateLimited(ApiError):  # noqa: N818 - Discord's words
    """A bucket is empty; `retry_after` in seconds."""

    def __init__(self, retry_after: float, headers: dict[str, str]) -> None:
        super().__init__(429, 0, "You are being rate limited.")
        self.retry_after = retry_after
        self.headers = headers

    def body(self) -> dict[str, object]:
        return {"message": self.message, "retry_after": round(self.retry_after, 3), "global": False}


@dataclass(slots=True)
class _Bucket:
    name: str
    limit: int
    per: float
    remaining: int
    resets: float


class RateLimits:
    """A fixed window per route and major parameter (channel, guild, webhook), as Discord counts."""

    def __init__(self) -> None:
        self._limits: dict[tuple[str, str], tuple[int, float]] = {}
        self._buckets: dict[tuple[str, str, str], _Bucket] = {}

    def set(self, method: str, route: str, *, limit: int, per: float) -> None:
        """Let a route take `limit` requests each `per` seconds."""
        self._limits[method, route] = (limit, per)
        for key in [key for key in self._buckets if key[:2] == (method, route)]:
            del self._buckets[key]

    def take(self, method: str, route: str, major: str) -> dict[str, str]:
        """Count a request and give the headers of its answer; raises RateLimited, which goes with the same headers."""
        key = (method, route, major)
        now = time.time()
        bucket = self._buckets.get(key)
        if bucket is None:
            limit, per = self._limits.get((method, route), GENEROUS)
            name = hashlib.blake2b(f"{method} {route}".encode(), digest_size=16).hexdigest()
            bucket = self._buckets[key] = _Bucket(name, limit, per, limit, now + per)
        elif now >= bucket.resets:
            bucket.remaining = bucket.limit
            bucket.resets = now + bucket.per
        if bucket.remaining <= 0:
            raise RateLimited(bucket.resets - now, self._headers(bucket, now))
        bucket.remaining -= 1
        return self._headers(bucket, now)

    @staticmethod
    def _headers(bucket: _Bucket, now: float) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(bucket.remaining),
            "X-RateLimit-Reset": f"{bucket.resets:.3f}",
            "X-RateLimit-Reset-After": f"{max(0.0, bucket.resets - now):.3f}",
            "X-RateLimit-Bucket": bucket.name,
        }
