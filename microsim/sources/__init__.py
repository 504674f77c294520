"""Other sources: recorded offences, outlines, crimes of any origin; what is published and fetched."""
