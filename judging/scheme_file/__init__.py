"""Marking schemes as CIS Marking Scheme Import workbooks: read, check, write."""

from judging.scheme_file.export import write
from judging.scheme_file.reading import Reading, read
from judging.scheme_file.summary import summary
from judging.scheme_file.wording import PROBLEMS, message

__all__ = ["PROBLEMS", "Reading", "message", "read", "summary", "write"]
