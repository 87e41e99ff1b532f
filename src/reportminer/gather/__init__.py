"""From the findings of all reports to themes: codebook, coding, counts."""
