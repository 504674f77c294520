"""The dashboard of `crims ui`: runs, experiments, plans and forecasts of a folder in the browser."""
