"""What can go wrong when a Parquet file is read."""

from __future__ import annotations

import pyarrow as pa

UNREADABLE = (pa.ArrowException, OSError, KeyError, ValueError, TypeError, AttributeError)
"""What reading a damaged Parquet file raises, by what is damaged."""
