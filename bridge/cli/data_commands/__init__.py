"""Commands about crime data: fetch, sample, compare, draw."""
