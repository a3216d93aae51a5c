package dev.naru.edge.config;

/** What servers a name stands for. */
public enum Resolve {
    /** One server, at one of the name's addresses, and at that one for as long as the name has it. */
    ONE,
    /** A server at each of the name's addresses: a scaled compose service, a headless service of Kubernetes. */
    ALL,
    /** A server for each SRV record (RFC 2782), at each address of its target. */
    SRV
}
