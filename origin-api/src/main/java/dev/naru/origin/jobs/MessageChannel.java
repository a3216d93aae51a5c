package dev.naru.origin.jobs;

/** Where messages leave the shop: mail, SMS, 알림톡. */
interface MessageChannel {

    /**
     * Hands a message over. It may be handed over again, with the same key, when the first answer was lost; the channel delivers it once.
     *
     * @throws Exception when it was not taken; it is tried again later
     */
    void send(Message message) throws Exception;
}
