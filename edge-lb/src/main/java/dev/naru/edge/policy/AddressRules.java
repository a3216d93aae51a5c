package dev.naru.edge.policy;

import dev.naru.edge.config.AddressRule;
import dev.naru.edge.config.Cidr;
import dev.naru.edge.observe.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Allow and deny by address block: the first rule that holds the client's address decides, and no rule lets it pass (nginx's {@code allow} and {@code deny}). */
final class AddressRules implements Gate {
    private static final Refusal DENIED = Refusal.of(Outcome.ADDRESS_DENIED, "this address may not use this route");

    private final AddressRule[] rules;

    AddressRules(List<AddressRule> rules) {
        this.rules = rules.toArray(AddressRule[]::new);
    }

    @Override
    public @Nullable Refusal check(GateRequest request) {
        for (AddressRule rule : rules) {
            Cidr block = rule.block();
            if (block == null || block.contains(request.address)) {
                return rule.allow() ? null : DENIED;
            }
        }
        return null;
    }
}
