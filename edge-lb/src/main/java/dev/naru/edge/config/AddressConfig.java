package dev.naru.edge.config;

/** Where a server listens. {@code toString} gives the form that the configuration takes. */
public sealed interface AddressConfig permits TcpAddress, UnixAddress, DnsAddress, ResolvedAddress {}
