"""Figures. Each module is a program (`python -m bench.NAME`) and prints one table for docs/performance.md."""
