package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class HealthTest {

    @Test
    void readyWithTheDatabaseUp() {
        given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void answersNameReplicaAndRequest() {
        String id = "0123456789abcdef0123456789abcdef";
        given().header("X-Request-Id", id)
                .get("/no-such-thing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .header("X-Request-Id", id)
                .header("X-Naru-Replica", "origin-test")
                .body("type", equalTo("https://naru.dev/problems/not-found"))
                .body("requestId", equalTo(id));
        given().header("X-Request-Id", "<script>")
                .get("/no-such-thing")
                .then()
                .header("X-Request-Id", matchesPattern("[0-9a-f]{32}"));
    }
}
