package dev.naru.edge.config;

/**
 * One server of a group.
 *
 * @param name default: the address as written
 * @param weight 0..1,000, default 1; 0 takes no new requests
 * @param backup whether it is used only while no other server of its group is eligible; default false
 */
public record ServerConfig(String name, AddressConfig address, int weight, boolean backup) {}
