package dev.naru.edge.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code allow 10.0.0.0/8}, {@code deny 2001:db8::1} or {@code deny all}.
 *
 * @param block null for all addresses
 */
public record AddressRule(boolean allow, @Nullable Cidr block) {
    private static final Pattern RULE = Pattern.compile("(allow|deny) +(\\S+)");

    static AddressRule parse(String text) {
        Matcher rule = RULE.matcher(text);
        if (!rule.matches()) {
            throw Texts.expected("a rule such as allow 10.0.0.0/8 or deny all", text);
        }
        String block = rule.group(2);
        return new AddressRule(rule.group(1).equals("allow"), block.equals("all") ? null : Cidr.parse(block));
    }

    /** Whether every address of the other rule is one of this rule. */
    boolean covers(AddressRule other) {
        return block == null || (other.block != null && block.covers(other.block));
    }

    @Override
    public String toString() {
        return (allow ? "allow " : "deny ") + (block == null ? "all" : block);
    }
}
