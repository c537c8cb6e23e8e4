"""Measurements: corpora, stages, peers. Run as python -m benchmarks."""
