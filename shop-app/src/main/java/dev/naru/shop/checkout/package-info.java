/** From a cart to an order at origin-api, once. Facade: {@link dev.naru.shop.checkout.Orders}. */
@NullMarked
package dev.naru.shop.checkout;

import org.jspecify.annotations.NullMarked;
