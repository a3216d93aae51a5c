-- Several refunds of one payment: one for each cancelled line, and another round for one that the gateway refused. Each has a key of its own
-- at the gateway, because gateways keep the answer to a key, a refusal too. One at a time.
ALTER TABLE refunds
    ADD COLUMN seq int NOT NULL DEFAULT 1,
    ADD COLUMN sku text,                       -- the line that is cancelled; null: all that is left
    DROP CONSTRAINT refunds_pkey,
    ADD PRIMARY KEY (payment_id, seq);
CREATE UNIQUE INDEX refunds_one_pending ON refunds (payment_id) WHERE status = 'PENDING';

ALTER TABLE payments
    ADD COLUMN refunded bigint NOT NULL DEFAULT 0 CHECK (refunded >= 0 AND refunded <= amount);
UPDATE payments SET refunded = amount WHERE status = 'CANCELLED';

ALTER TABLE order_lines
    ADD COLUMN status text NOT NULL DEFAULT 'ORDERED' CHECK (status IN ('ORDERED', 'CANCEL_REQUESTED', 'CANCELLED'));
