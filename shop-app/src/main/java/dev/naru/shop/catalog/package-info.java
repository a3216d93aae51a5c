/** What is for sale, as last heard from origin-api. Facade: {@link dev.naru.shop.catalog.Catalog}. */
@NullMarked
package dev.naru.shop.catalog;

import org.jspecify.annotations.NullMarked;
