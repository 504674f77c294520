"""Crimes and maps over HTTP, in the shapes of CriMS's own service.

FastAPI and uvicorn are imported by the modules below only, so that nothing else of the bridge waits for them.
"""
