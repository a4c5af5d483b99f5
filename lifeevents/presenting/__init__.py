"""Plan, guide and language in; objects ready for templates, papers and answers out.

Pages, PDF and API say the same things because they say them from here. The active language must be `language`.
"""
