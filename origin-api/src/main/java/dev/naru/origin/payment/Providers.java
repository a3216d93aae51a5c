package dev.naru.origin.payment;

import dev.naru.origin.platform.Problem;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/** Finds a gateway by the name in a URL or a row. */
@Singleton
class Providers {

    /** New payments go here. */
    static final String DEFAULT = "toss";

    private final Instance<PaymentProvider> all;

    Providers(@Any Instance<PaymentProvider> all) {
        this.all = all;
    }

    PaymentProvider named(String name) {
        for (PaymentProvider provider : all) {
            if (provider.name().equals(name)) {
                return provider;
            }
        }
        throw Problem.notFound("No such payment provider.");
    }
}
