package dev.naru.origin.payment;

import dev.naru.origin.platform.Problem;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/** Finds a gateway by the name in a URL or a row. */
@Singleton
class Providers {

    /** New payments go here, unless the buyer chooses. */
    static final String DEFAULT = "toss";

    private final Instance<PaymentProvider> all;

    Providers(@Any Instance<PaymentProvider> all) {
        this.all = all;
    }

    /** The names that a buyer may choose from. */
    List<String> offered() {
        return all.stream()
                .filter(PaymentProvider::offered)
                .map(PaymentProvider::name)
                .sorted(Comparator.comparing((String name) -> !name.equals(DEFAULT))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** The names of those that have a settlement file. */
    List<String> settling() {
        return all.stream()
                .filter(provider -> provider.offered() && provider.settles())
                .map(PaymentProvider::name)
                .toList();
    }

    boolean offers(String name) {
        return offered().contains(name);
    }

    PaymentProvider named(String name) {
        for (PaymentProvider provider : all) {
            if (provider.name().equals(name) && provider.offered()) {
                return provider;
            }
        }
        throw Problem.notFound("No such payment provider.");
    }
}
