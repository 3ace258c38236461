"""Structured logs: one line an event, JSON where nobody is watching."""

import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request

_SLOW_MS = 500.0
_ERROR = 400


def set_up(app: Flask) -> None:
    """Log writes, refusals and slow answers of *app*, without names, marks or secrets."""
    is_watched = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer() if is_watched else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    took = (time.perf_counter() - g.get("begun", time.perf_counter())) * 1000
    is_refused = response.status_code >= _ERROR
    if is_refused or took > _SLOW_MS or request.method not in {"GET", "HEAD", "POST"}:
        structlog.get_logger().info(
            "answered",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round(took, 1),
        )
    return response
