package dev.naru.edge.config;

/**
 * User and password (RFC 7617).
 *
 * @param users the name of one of {@link AccessPolicies#userFiles}
 * @param forward whether the back end sees the Authorization field; default false
 */
public record BasicConfig(String users, boolean forward) {}
