-- Uploads that may be interrupted (tus 1.0). The row is the truth about how much is on the disk; its quota is reserved from the start.
CREATE TABLE resumable_uploads (
    id          uuid PRIMARY KEY,                       -- of the file that it becomes
    member_id   text        NOT NULL,
    product     text        NOT NULL,
    type        text        NOT NULL,
    length      bigint      NOT NULL CHECK (length > 0),
    metadata    text        NOT NULL,                   -- Upload-Metadata as it was sent: HEAD gives it back
    received    bigint      NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND length), -- bytes that survive a crash
    writer      bigint      NOT NULL DEFAULT 0,         -- grows with each writer; only the newest may move received
    writing     boolean     NOT NULL DEFAULT false,     -- the last segment's file may still have a writer
    reserved    boolean     NOT NULL DEFAULT true,      -- length counts in file_usage under this row, not under a file's
    finished    boolean     NOT NULL DEFAULT false,     -- the file is READY; kept so that a lost answer can be asked for again
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL
);

CREATE INDEX resumable_uploads_by_expiry ON resumable_uploads (expires_at);

-- The bytes lie in one file per undisturbed writer; a segment ends where the next one starts.
CREATE TABLE resumable_segments (
    upload_id uuid   NOT NULL REFERENCES resumable_uploads ON DELETE CASCADE,
    writer    bigint NOT NULL,
    start_at  bigint NOT NULL CHECK (start_at >= 0),
    PRIMARY KEY (upload_id, writer)
);
