"""The patrol model against real response times: priority-1 calls of Detroit, 2019."""
