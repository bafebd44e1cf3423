"""The routes of jobs."""

from collections.abc import Sequence

from web.api.jobs.begin import (
    ExportRequest,
    ImportRequest,
    MemoryCheckRequest,
    begin_check,
    begin_export,
    begin_import,
)
from web.api.jobs.follow import (
    JobRequest,
    Jobs,
    JobsRequest,
    cancel,
    list_own_jobs,
    resume,
    show_job,
)
from web.api.jobs.streams import (
    EVENT_TYPE,
    read_job_file,
    send_import_file,
    watch_job,
)
from web.jobs.job import Job
from web.route import API_PREFIX, FILE_TYPE, Role, Route

_EXAMPLE_ID = "j2k4abcdefghjkmnp"
_PATH = f"{API_PREFIX}/jobs"
JOB_ROUTES: Sequence[Route] = (
    Route(
        *("POST", f"{_PATH}/import", begin_import, ImportRequest, Job, Role.TRANSLATOR),
        example={"file_name": "old.tmx"},
        status=201,
    ),
    Route(
        *("POST", f"{_PATH}/export", begin_export, ExportRequest, Job, Role.READER),
        example={"file_name": "new.tmx", "since": "2025-10"},
        status=201,
    ),
    Route(
        *("POST", f"{_PATH}/check", begin_check, MemoryCheckRequest, Job, Role.READER),
        example={"only": ["num"]},
        status=201,
    ),
    Route(
        *("GET", _PATH, list_own_jobs, JobsRequest, Jobs, Role.READER),
        example={"limit": 20},
    ),
    Route(
        *("GET", f"{_PATH}/{{id}}", show_job, JobRequest, Job, Role.READER),
        example={"id": _EXAMPLE_ID},
    ),
    Route(
        *("POST", f"{_PATH}/{{id}}/cancel", cancel, JobRequest, Job, Role.READER),
        example={"id": _EXAMPLE_ID},
    ),
    Route(
        *("POST", f"{_PATH}/{{id}}/resume", resume, JobRequest, Job, Role.READER),
        example={"id": _EXAMPLE_ID},
    ),
    Route(
        *("PUT", f"{_PATH}/{{id}}/file", send_import_file, JobRequest, Job),
        Role.TRANSLATOR,
        example={"id": _EXAMPLE_ID},
        file_example="vi\tid\nhọp báo\tjumpa pers\n",
        status=202,
    ),
    Route(
        *("GET", f"{_PATH}/{{id}}/file", read_job_file, JobRequest, bytes, Role.READER),
        example={"id": _EXAMPLE_ID},
        media_type=FILE_TYPE,
    ),
    Route(
        *("GET", f"{_PATH}/{{id}}/events", watch_job, JobRequest, Job, Role.READER),
        example={"id": _EXAMPLE_ID},
        media_type=EVENT_TYPE,
    ),
)
