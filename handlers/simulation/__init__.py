"""Capacity on paper: what becomes of the promises with so many reports and so many people, in virtual time.

The house's own rules decide (who is asked, which windows are offered, when a clock is late); what people and customers
do is drawn from a scenario.  Nothing is read from a database or written to one; the same seed gives the same course.
"""
