package dev.naru.origin.orders;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of POST /orders. {@code unitPrice} is the price the buyer saw: compared, never charged. Without {@code provider} it is Toss. */
record OrderRequest(
        @NotEmpty @Size(max = 50) List<@NotNull @Valid Line> lines,
        @NotNull @Pattern(regexp = "[A-Z]{3}") String currency,
        @Pattern(regexp = "ko|en") @Nullable String locale,
        @Size(max = 20) @Nullable String provider) {

    @Schema(name = "OrderRequestLine")
    record Line(
            @NotNull @Size(min = 1, max = 64) String sku,
            @Min(1) @Max(99) int quantity,
            @Min(1) @Max(1_000_000_000) long unitPrice) {}

    String localeOrKorean() {
        return locale == null ? "ko" : locale;
    }
}
