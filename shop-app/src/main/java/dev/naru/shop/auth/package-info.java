/** Login, and the tickets that origin-api accepts. Facade: {@link dev.naru.shop.auth.Auth}. */
@NullMarked
package dev.naru.shop.auth;

import org.jspecify.annotations.NullMarked;
