"""Reads reports of partnership programmes and turns them into a dataset that can be trusted."""

__version__ = "0.1.0"
