/** origin-api: all api. traffic. Packages import only downwards: jobs, orders, payment, files, platform. */
@org.jspecify.annotations.NullMarked
package dev.naru.origin;
