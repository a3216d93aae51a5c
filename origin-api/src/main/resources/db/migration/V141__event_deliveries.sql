-- One row for each event and subscriber that was configured when it happened. The outbox row is the event; this is how far it has come.
CREATE TABLE event_deliveries (
    subscriber       text        NOT NULL,
    aggregate        text        NOT NULL,
    aggregate_id     text        NOT NULL,
    seq              bigint      NOT NULL,
    status           text        NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'DELIVERED', 'DEAD')),
    attempts         int         NOT NULL DEFAULT 0,
    next_attempt_at  timestamptz NOT NULL DEFAULT now(),
    lease_until      timestamptz,
    last_error       text,
    ended_at         timestamptz,
    PRIMARY KEY (subscriber, aggregate, aggregate_id, seq)
);
CREATE INDEX event_deliveries_due ON event_deliveries (next_attempt_at) WHERE status = 'PENDING';
CREATE INDEX event_deliveries_dead ON event_deliveries (ended_at) WHERE status = 'DEAD';
