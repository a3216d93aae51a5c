package dev.naru.origin.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Payment gateways. Environment: NARU_PG_TOSS_URL and so on. */
@ConfigMapping(prefix = "naru.pg")
interface PaymentConfig {

    /** Base URL of the Toss-shaped API. The real one is https://api.tosspayments.com. */
    @WithDefault("http://127.0.0.1:8501")
    URI tossUrl();

    /** Public: it only names the shop to the gateway's window. */
    @WithDefault("test_ck_naru")
    String tossClientKey();

    /** Base URL of the Kakao Pay API; the real one is https://open-api.kakaopay.com. Absent: not offered. */
    Optional<URI> kakaoUrl();

    /** The merchant's code at Kakao Pay; the default is Kakao's own for tests. */
    @WithDefault("TC0ONETIME")
    String kakaoCid();

    /** Base URL of the NICE Pay API; the real one is https://api.nicepay.co.kr. Absent: not offered. */
    Optional<URI> niceUrl();

    /** Public: it names the shop to NICE Pay's window, and with the secret key to its API. */
    @WithDefault("S2_naru")
    String niceClientId();

    @WithDefault("2s")
    Duration connectTimeout();

    /** Whole call that may move money. Well below the lease, so that the lease never ends under a live call. */
    @WithDefault("10s")
    Duration approveTimeout();

    /** Whole inquiry; a webhook's sender waits for it. */
    @WithDefault("3s")
    Duration inquireTimeout();

    /** Calls to the gateway at once; one more waits up to a second, then is an unknown answer. */
    @WithDefault("64")
    int maxCalls();

    /** How long an approval or a resolution belongs to the replica that began it. */
    @WithDefault("60s")
    Duration lease();

    /** How long the second of two equal returns waits for the first one's outcome. */
    @WithDefault("4s")
    Duration duplicateWait();

    /** How long the gateway may still say that it has not seen an approval before the payment counts as failed. */
    @WithDefault("10m")
    Duration approvalWindow();

    /** Pause after an inconclusive inquiry; doubles up to 64 times this. */
    @WithDefault("5s")
    Duration resolveBackoff();

    /** Age of a webhook's timestamp, either way, beyond which its signature is refused. */
    @WithDefault("300s")
    Duration webhookTolerance();

    /** Pause between two sweeps of this replica; {@code off} switches them off. */
    @WithDefault("3s")
    String sweepEvery();
}
