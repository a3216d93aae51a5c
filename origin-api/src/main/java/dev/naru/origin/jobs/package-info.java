/**
 * Jobs that a cron calls by URL.
 *
 * <pre>
 * call ─▶ CronAuthentication ─▶ Cron.accept: one run for each job and scheduled instant ─▶ JobRunner ─▶ Leases ─▶ Job.work
 *                                                                                             ▲
 * every 5 s on each replica: JobWatch ── runs without an owner, calls that did not come ──────┘
 * </pre>
 *
 * The engine ({@code Cron}, {@code JobRunner}, {@code Leases}, {@code RunRepository}, {@code JobWatch}) knows no job; a job is a {@code Job} bean. Those
 * that ship: {@code AutoPaymentJob} with subscriptions and dunning, {@code AutoSendJob} with the outbox of messages, {@code OrderExpiryJob},
 * {@code PaymentReconcileJob}, {@code UploadGcJob}. Nothing depends on this package.
 */
@org.jspecify.annotations.NullMarked
package dev.naru.origin.jobs;
