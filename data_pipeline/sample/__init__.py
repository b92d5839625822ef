"""The made-up district: files such as a bureau has, and a ledger of what a load of them must find."""

from data_pipeline.sample.command import main

__all__ = ["main"]
