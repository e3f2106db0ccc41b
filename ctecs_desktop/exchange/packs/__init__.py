"""The plan, reply and enrolment workbooks."""
