/** Everything a browser sees: pages and forms in Korean and English. It uses the features; none uses it. */
@NullMarked
package dev.naru.shop.page;

import org.jspecify.annotations.NullMarked;
