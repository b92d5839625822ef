"""The made-up district in a store, for whoever times something of it."""

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SAMPLE_PROJECTS: Final = 850
MANY_PROJECTS: Final = 10_000  # from here on a district is a large one, with aims of its own
LOADED: Final = (0, 1)  # 1: loaded, with refused rows, which the made-up district has on purpose


def sample_store(folder: Path) -> Path:
    """A store with the made-up district."""
    for arguments in (
        ["sample", "--out", str(folder / "inbox"), "--projects", str(SAMPLE_PROJECTS)],
        ["load", str(folder / "inbox"), "--store", str(folder / "store")],
    ):
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "data_pipeline", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode not in LOADED:
            sys.exit(f"data_pipeline {' '.join(arguments)}: exit {done.returncode}\n{done.stderr}")
    return folder / "store"
