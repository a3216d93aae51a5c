-- What a comparison with the gateway has found, for the operator; the latest sight of each.
CREATE TABLE reconciliation_differences (
    pg_order_id  text        NOT NULL,
    kind         text        NOT NULL,
    ours         text        NOT NULL,
    theirs       text        NOT NULL,
    fixed        boolean     NOT NULL,
    seen_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (pg_order_id, kind)
);
CREATE INDEX reconciliation_differences_seen ON reconciliation_differences (seen_at);
