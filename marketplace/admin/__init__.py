"""Staff navigation, dashboards, the audit page."""
