package dev.naru.edge.proxy;

/**
 * Where the affinity of a route puts a request.
 *
 * @param by cookie, address or header, with its name
 * @param user whether the request tells who asks
 * @param bucket of the user, 0 to 9,999; -1 when unknown
 * @param group that has the bucket; empty when unknown
 * @param server that the user is pinned to; empty when to none
 * @param why in a sentence
 */
public record AffinityView(String by, boolean user, int bucket, String group, String server, String why) {}
