package dev.naru.pgsim.checkout;

import jakarta.ws.rs.DefaultValue;
import org.jboss.resteasy.reactive.RestForm;

/** The fields of the window's first form: the shop's request, carried along, and the buyer's choice. */
final class PayForm {
    /** toss or nice: whose window it is. */
    @RestForm
    @DefaultValue("toss")
    String dialect = "toss";

    @RestForm
    @DefaultValue("")
    String clientKey = "";

    @RestForm
    @DefaultValue("")
    String orderId = "";

    @RestForm
    @DefaultValue("")
    String orderName = "";

    @RestForm
    @DefaultValue("")
    String amount = "";

    @RestForm
    @DefaultValue("KRW")
    String currency = "KRW";

    @RestForm
    @DefaultValue("")
    String successUrl = "";

    @RestForm
    @DefaultValue("")
    String failUrl = "";

    @RestForm
    @DefaultValue("card")
    String method = "card";

    @RestForm
    @DefaultValue("")
    String card = "";

    @RestForm
    @DefaultValue("나루페이")
    String wallet = "나루페이";

    @RestForm
    @DefaultValue("")
    String scenario = "";

    @RestForm
    @DefaultValue("next")
    String action = "next";

    @RestForm
    @DefaultValue("")
    String otp = "";

    @RestForm
    @DefaultValue("")
    String lang = "";
}
