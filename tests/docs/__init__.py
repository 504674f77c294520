"""Tests of what the documents and the files for containers say."""
