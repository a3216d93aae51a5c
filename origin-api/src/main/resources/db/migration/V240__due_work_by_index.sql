-- What is due is found by an index range, however many subscriptions, periods and messages there are.

-- The day on which the next period is due; it moves on by itself with next_cycle.
ALTER TABLE subscriptions ADD COLUMN next_due_on date
    GENERATED ALWAYS AS ((started_on + make_interval(months => next_cycle - 1))::date) STORED;
CREATE INDEX subscriptions_due ON subscriptions (next_due_on, id) WHERE status = 'ACTIVE';
DROP INDEX subscriptions_active;

-- One index for each way of being chargeable: a million periods without an answer must not stand before the one that is due.
CREATE INDEX billing_cycles_due ON billing_cycles (next_charge_on, subscription_id) WHERE status = 'DUE';
CREATE INDEX billing_cycles_unknown ON billing_cycles (retry_at) WHERE status = 'UNKNOWN';
CREATE INDEX billing_cycles_charging ON billing_cycles (claim_token) WHERE status = 'CHARGING';
DROP INDEX billing_cycles_open;

-- A queue's index fills with entries of rows that have moved on: vacuum them at a twentieth of the table, not at a fifth.
ALTER TABLE subscriptions SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE billing_cycles SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE notifications SET (autovacuum_vacuum_scale_factor = 0.05);

-- What may be forgotten, oldest first.
CREATE INDEX job_runs_finished ON job_runs (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX notifications_ended ON notifications (created_at) WHERE status <> 'PENDING';
CREATE INDEX sent_messages_by_time ON sent_messages (sent_at);
CREATE INDEX outbox_delivered ON outbox (delivered_at) WHERE delivered_at IS NOT NULL;
-- The outbox as operators look at it, newest first.
CREATE INDEX notifications_newest ON notifications (created_at DESC, key);
