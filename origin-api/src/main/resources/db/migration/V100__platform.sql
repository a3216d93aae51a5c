-- Numbers: V1xx belong to platform, orders and payment, V2xx to files and jobs. The two ranges grow independently, so
-- flyway.out-of-order is on: a V1xx made after a V2xx was applied still runs. Within a range order is kept.

CREATE TABLE outbox (
    aggregate     text        NOT NULL,
    aggregate_id  text        NOT NULL,
    seq           bigint      NOT NULL,
    event         text        NOT NULL,
    payload       jsonb       NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    delivered_at  timestamptz,
    PRIMARY KEY (aggregate, aggregate_id, seq)
);
CREATE INDEX outbox_undelivered ON outbox (created_at) WHERE delivered_at IS NULL;
