package dev.naru.edge.http;

/**
 * Why a message was refused: a closed list, used as the reason on the error page, in the log and as a metric label. {@link #status} is what a client
 * is told; a back end's broken head becomes 502 whatever the reason.
 */
public enum HeadError {
    /** Nothing is wrong. */
    NONE(200, "none"),
    LEADING_BYTES(400, "the message does not start with a method"),
    BARE_LF(400, "a line ends in LF without CR"),
    BARE_CR(400, "CR without LF"),
    BAD_METHOD(400, "the method is not a token"),
    BAD_TARGET(400, "the request target has a forbidden octet or form"),
    BAD_PERCENT(400, "the request target has a broken or null percent-encoding"),
    BAD_VERSION(400, "the version is not HTTP/1.0 or HTTP/1.1"),
    UNSUPPORTED_VERSION(505, "this listener speaks HTTP/1.0 and HTTP/1.1"),
    REQUEST_LINE_TOO_LONG(414, "the request line is over its limit"),
    HEAD_TOO_LARGE(431, "the head is over its limit"),
    TOO_MANY_FIELDS(431, "there are more header fields than the limit"),
    BAD_FIELD_NAME(400, "a header field name has a forbidden octet, or a space before its colon"),
    BAD_FIELD_VALUE(400, "a header field value has a control octet"),
    OBS_FOLD(400, "a header field is continued on a second line"),
    AMBIGUOUS_NAME(400, "a header field name with an underscore reads like a reserved one"),
    NO_HOST(400, "the Host field is missing"),
    MANY_HOSTS(400, "there is more than one Host field"),
    BAD_HOST(400, "the Host field is not a host and port"),
    BAD_CONTENT_LENGTH(400, "Content-Length is not one decimal number"),
    MANY_CONTENT_LENGTHS(400, "there is more than one Content-Length"),
    LENGTH_AND_ENCODING(400, "both Content-Length and Transfer-Encoding are present"),
    BAD_TRANSFER_ENCODING(400, "Transfer-Encoding is not exactly chunked"),
    UNSUPPORTED_TRANSFER_ENCODING(501, "only the chunked transfer coding is supported"),
    ENCODING_ON_HTTP_1_0(400, "Transfer-Encoding on an HTTP/1.0 message"),
    UNKNOWN_EXPECTATION(417, "the only expectation supported is 100-continue"),
    BAD_UPGRADE(400, "an upgrade request must be GET without a body"),
    BAD_STATUS_LINE(502, "the status line is malformed"),
    BAD_CHUNK(400, "the chunked framing is malformed"),
    CHUNK_EXTENSION_TOO_LONG(400, "chunk extensions are over their limit"),
    TRAILERS_TOO_LARGE(431, "the trailer section is over its limit");

    /** The status that answers it. */
    public final int status;

    /** What is wrong, as a clause for people. */
    public final String reason;

    HeadError(int status, String reason) {
        this.status = status;
        this.reason = reason;
    }
}
