"""Thin listeners: an event in, one service call, the rendered answer out."""
