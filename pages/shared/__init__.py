"""What several pages use: charts, the reader's scope, access, widgets."""
