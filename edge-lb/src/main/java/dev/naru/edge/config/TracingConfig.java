package dev.naru.edge.config;

import java.net.URI;

/**
 * Spans of requests, sent by OTLP over HTTP.
 *
 * @param endpoint where they are posted to, path and all
 * @param samplePerMille of the traces that begin here, 0 to 1000; whoever comes with a trace has decided already
 * @param timeoutMs the longest wait for the receiver's answer, the connection included
 * @param queue finished spans that may wait on each event loop; those beyond are dropped
 */
public record TracingConfig(URI endpoint, int samplePerMille, int timeoutMs, int queue) {}
