"""`python -m data_pipeline.sample`, the same as `python -m data_pipeline sample`."""

import sys

from data_pipeline.sample import main

sys.exit(main(sys.argv[1:]))
