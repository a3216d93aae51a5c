/** The shop as a whole, asked through the edge: what only several processes together can get wrong. */
package dev.naru.cluster.endtoend;
