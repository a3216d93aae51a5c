package dev.naru.bench.allocation;

import java.io.IOException;

/** A program that allocates a known amount when told to. */
public final class Allocating {

    static final int COUNT = 20_000;
    static final int BYTES = 10_000;

    static volatile byte[] last = {};

    private Allocating() {}

    public static void main(String[] args) throws IOException {
        System.out.println("ready");
        System.in.read();
        work();
        System.out.println("done");
        System.in.read();
    }

    private static void work() {
        for (int i = 0; i < COUNT; i++) {
            last = new byte[BYTES - 16];
        }
    }
}
