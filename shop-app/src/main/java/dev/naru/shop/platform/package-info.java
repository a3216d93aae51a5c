/** What every feature stands on: configuration, the request's identity, Redis, refusals. It knows no feature. */
@NullMarked
package dev.naru.shop.platform;

import org.jspecify.annotations.NullMarked;
