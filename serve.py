"""Starts the dashboard with everything imported beforehand, so that the first reader does not wait for it.

The same as `streamlit run app.py`, options included.
"""

import importlib
import sys

from streamlit.web import cli

NEEDED_BY_PAGES = (
    "pages.shared.widgets",
    "reports.flag_list",
    "plotly.graph_objects",
    "pyarrow",
    "pandas",
    "streamlit.elements.arrow",
    "streamlit.elements.plotly_chart",
    "streamlit.runtime.scriptrunner.magic",
)


def main() -> None:
    """Imports what pages need, then hands over to Streamlit."""
    for module in NEEDED_BY_PAGES:
        importlib.import_module(module)
    sys.argv = ["streamlit", "run", "app.py", *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
