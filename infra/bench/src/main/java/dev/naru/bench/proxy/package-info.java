/** The proxies compared: their configuration, command line and life. */
@org.jspecify.annotations.NullMarked
package dev.naru.bench.proxy;
