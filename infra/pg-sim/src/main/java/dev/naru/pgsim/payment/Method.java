package dev.naru.pgsim.payment;

/** How the buyer pays. {@link #korean} is the value in Toss's {@code method}. */
public enum Method {
    /** A card. */
    CARD("카드", "Card"),
    /** A wallet. */
    EASY_PAY("간편결제", "Wallet"),
    /** A virtual account, paid by a deposit. */
    VIRTUAL_ACCOUNT("가상계좌", "Virtual account");

    private final String korean;
    private final String english;

    Method(String korean, String english) {
        this.korean = korean;
        this.english = english;
    }

    /** Toss's name. */
    public String korean() {
        return korean;
    }

    /** The name on pages. */
    public String label(String language) {
        return language.equals("en") ? english : korean;
    }
}
