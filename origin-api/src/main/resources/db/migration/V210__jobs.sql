-- Jobs that a cron calls by URL. One row a job; its lock orders the acceptance of calls, its token fences the workers.
CREATE TABLE job_leases (
    job             text PRIMARY KEY,
    token           bigint      NOT NULL DEFAULT 0,     -- grows with each owner: a batch commits only under its own
    owner           text,                               -- the replica that works, for people to read
    run_id          uuid,
    expires_at      timestamptz NOT NULL DEFAULT now(), -- database time: replicas' clocks do not matter
    registered_at   timestamptz NOT NULL DEFAULT now(),
    last_run_at     timestamptz,                        -- last time a call was accepted
    overdue_since   timestamptz,                        -- set once when a run is missed, so that one replica raises the alarm
    paused_reason   text                                -- the kill switch; NULL: running
);

CREATE TABLE job_runs (
    job               text        NOT NULL,
    run_key           text        NOT NULL,             -- the scheduled instant, ISO-8601 in UTC
    run_id            uuid        NOT NULL UNIQUE,
    scheduled_at      timestamptz NOT NULL,
    status            text        NOT NULL CHECK (status IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT',
                                  'CANCELLED', 'SKIPPED_OVERLAP', 'SKIPPED_MISFIRE', 'SKIPPED_PAUSED')),
    caller            text        NOT NULL,
    covers            integer     NOT NULL DEFAULT 1,   -- scheduled instants this run stands for (misfire policy FIRE_ONCE)
    accepted_at       timestamptz NOT NULL DEFAULT now(),
    started_at        timestamptz,
    finished_at       timestamptz,
    owner             text,
    token             bigint,
    takeovers         integer     NOT NULL DEFAULT 0,
    items_done        bigint      NOT NULL DEFAULT 0,
    items_failed      bigint      NOT NULL DEFAULT 0,
    items_retrying    bigint      NOT NULL DEFAULT 0,
    spent             bigint      NOT NULL DEFAULT 0,   -- money this run has tried to charge, against its cap
    cancel_requested  boolean     NOT NULL DEFAULT false,
    note              text,
    PRIMARY KEY (job, run_key)
);

CREATE UNIQUE INDEX job_runs_one_running ON job_runs (job) WHERE status = 'RUNNING';
CREATE INDEX job_runs_active ON job_runs (job, scheduled_at) WHERE status IN ('QUEUED', 'RUNNING');
CREATE INDEX job_runs_history ON job_runs (job, scheduled_at DESC);
