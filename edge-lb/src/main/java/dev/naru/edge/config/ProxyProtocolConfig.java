package dev.naru.edge.config;

/** Which PROXY protocol header goes first on a connection to a server. */
public enum ProxyProtocolConfig {
    NONE,
    V1,
    V2
}
