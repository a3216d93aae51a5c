package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ProductTest {

    @Test
    void listsTheCatalogueAndRevalidates() {
        String tag = given().get("/products")
                .then()
                .statusCode(200)
                .body("products", hasSize(8))
                .body("products[0].sku", equalTo("ferry-ticket"))
                .body("products[0].nameKo", not(blankOrNullString()))
                .body("products[0].nameEn", not(blankOrNullString()))
                .body("products[0].price", equalTo(12000))
                .body("products[0].currency", equalTo("KRW"))
                .body("products[0].available", greaterThan(0))
                .header("Cache-Control", "no-cache")
                .extract()
                .header("ETag");
        given().header("If-None-Match", tag)
                .get("/products")
                .then()
                .statusCode(304)
                .header("ETag", tag)
                .body(blankOrNullString());
    }
}
