/** Who the browser is: an opaque cookie and a hash in Redis. Facade: {@link dev.naru.shop.session.Sessions}. */
@NullMarked
package dev.naru.shop.session;

import org.jspecify.annotations.NullMarked;
