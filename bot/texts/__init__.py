"""Catalogues of interface texts."""
