/** What the buyer wants, one Redis hash each. Facade: {@link dev.naru.shop.cart.Carts}. */
@NullMarked
package dev.naru.shop.cart;

import org.jspecify.annotations.NullMarked;
