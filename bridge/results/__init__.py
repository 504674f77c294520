"""What a complete run comes to: result files, summary, tables and pictures."""
