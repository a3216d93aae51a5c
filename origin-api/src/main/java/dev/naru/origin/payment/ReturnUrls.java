package dev.naru.origin.payment;

import java.net.URI;

/**
 * A payment's addresses on {@code api.}, each under the same signed state.
 *
 * @param open where a gateway that must be told first is told; it leads on to the gateway's page
 * @param success where the buyer comes back after authenticating
 * @param fail where they come back otherwise
 */
record ReturnUrls(URI open, URI success, URI fail) {

    static ReturnUrls of(URI apiUrl, Payment payment, String state) {
        String path = payment.provider() + "/" + payment.orderNo() + "?state=" + state;
        return new ReturnUrls(
                URI.create(apiUrl + "/pg/open/" + path),
                URI.create(apiUrl + "/pg/return/" + path),
                URI.create(apiUrl + "/pg/fail/" + path));
    }
}
