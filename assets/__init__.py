"""The only folder that knows the orchestrator: assets, checks, jobs, schedules, sensors. No method in here."""
