"""Alembic's folder: how older databases become today's."""
