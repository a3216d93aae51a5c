package dev.naru.origin.payment;

/** The answer to the question what the gateway knows of a payment. */
sealed interface PgInquiry {

    record Found(PgPayment payment) implements PgInquiry {}

    record NotFound() implements PgInquiry {}

    record Unknown(String reason) implements PgInquiry {}
}
