package dev.naru.cron.platform;

/** RFC 9457 problem details, with the request id. */
public record Problem(String type, String title, int status, String detail, String instance, String requestId) {}
