package dev.naru.edge.server;

public final class Main {
    private Main() {}

    public static void main(String[] args) {
        String s = args.length > 3 ? "x" : "y";
        System.out.println(s.length());
    }
}
