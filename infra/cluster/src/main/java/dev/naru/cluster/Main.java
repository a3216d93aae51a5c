package dev.naru.cluster;

public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
