"""Languages, calendars, countries, places, currencies and rates, digits and letters."""
