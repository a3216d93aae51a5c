package dev.naru.origin.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderFieldsTest {

    /** The example of RFC 9530 appendix B.1: the digest of {@code {"hello": "world"}} with a line feed after it. */
    private static final String RFC_9530_EXAMPLE = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";

    @Test
    void readsTheDigestOfTheRfc() {
        String hex = "44aff4ab2d7c3250525675a08f0cfa9591168cffe51791c5f5bbc417c15a6c38";
        assertEquals(Optional.of(hex), ContentDigest.sha256(RFC_9530_EXAMPLE));
        assertEquals(Optional.of(hex), ContentDigest.sha256("sha-512=:AAAA:, " + RFC_9530_EXAMPLE));
        assertEquals(Optional.empty(), ContentDigest.sha256("sha-512=:AAAA:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha-256", "sha-256=abc", "sha-256=:!!!:", "sha-256=:AAAA:", "sha-256=:", ""})
    void refusesMalformedDigests(String field) {
        assertThrows(IllegalArgumentException.class, () -> ContentDigest.sha256(field));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-9, 0, 10",
        "bytes=5-, 5, 5",
        "bytes=5-100, 5, 5",
        "bytes=-3, 7, 3",
        "bytes=-100, 0, 10",
        "bytes=9-99999999999999999999999, 9, 1"
    })
    void readsOneRange(String field, long offset, long length) {
        assertEquals(new ByteRange.Part(offset, length), ByteRange.of(field, 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=0-1,3-4",
                "items=0-1",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-4",
                "bytes=+1-2",
                "bytes=1"
            })
    void servesTheWholeFileForWhatIsNotOneRange(String field) {
        assertInstanceOf(ByteRange.Whole.class, ByteRange.of(field, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
    void refusesRangesOutsideTheFile(String field) {
        assertInstanceOf(ByteRange.Unsatisfiable.class, ByteRange.of(field, 10));
    }
}
