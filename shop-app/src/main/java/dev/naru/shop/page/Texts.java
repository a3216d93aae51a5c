package dev.naru.shop.page;

import dev.naru.shop.checkout.OrderStatus;
import dev.naru.shop.checkout.PaymentStatus;
import dev.naru.shop.checkout.Placed;
import dev.naru.shop.checkout.Quote;
import dev.naru.shop.checkout.TimelineName;
import dev.naru.shop.platform.Reason;
import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/**
 * Every text of the pages; what they say stands in {@code messages/msg_ko.properties} and {@code msg_en.properties}. The
 * build fails if a template asks for a text that is not here. Texts of an enum have a key for each constant.
 */
@MessageBundle
public interface Texts {

    @Message
    String shop_name();

    @Message
    String tagline();

    @Message
    String skip();

    @Message
    String nav();

    @Message
    String nav_cart();

    @Message
    String nav_orders();

    @Message
    String nav_login();

    @Message
    String nav_logout();

    @Message
    String cart_badge(int count);

    @Message
    String hello(String name);

    @Message
    String other_language();

    @Message
    String store_down();

    @Message
    String catalog_old();

    @Message
    String footer_note();

    @Message
    String badge_title();

    @Message
    String badge_replica();

    @Message
    String badge_group();

    @Message
    String badge_version();

    @Message
    String badge_request();

    @Message
    String badge_kill();

    @Message
    String badge_kill_note();

    @Message
    String hero_title();

    @Message
    String hero_text();

    @Message
    String products_title();

    @Message
    String sold_out();

    @Message
    String only_left(int count);

    @Message
    String in_stock();

    @Message
    String quantity();

    @Message
    String add_to_cart();

    @Message
    String add();

    @Message
    String price();

    @Message
    String back_to_shop();

    @Message
    String photos_title();

    @Message
    String photos_none();

    @Message
    String photos_unknown();

    @Message
    String photo_alt(String author);

    @Message
    String photo_choose();

    @Message
    String photo_hint();

    @Message
    String photo_send();

    @Message
    String photo_login();

    @Message
    String photo_sending();

    @Message
    String photo_done();

    @Message
    String photo_failed();

    @Message
    String photo_too_large();

    @Message
    String photo_wrong_type();

    @Message
    String photo_session_over();

    @Message
    String photo_needs_script();

    @Message
    String you();

    @Message
    String cart_title();

    @Message
    String cart_is_empty();

    @Message
    String cart_go_shopping();

    @Message
    String cart_update();

    @Message
    String cart_remove();

    @Message
    String cart_remove_named(String name);

    @Message
    String cart_quantity_named(String name);

    @Message
    String cart_total();

    @Message
    String cart_checkout();

    @Message
    String cart_login_checkout();

    @Message
    String cart_not_orderable();

    @Message
    String trouble(Quote.Trouble value);

    @Message
    String left_now(int count);

    @Message
    String login_title();

    @Message
    String login_email();

    @Message
    String login_password();

    @Message
    String login_submit();

    @Message
    String login_wrong();

    @Message
    String login_throttled(long minutes);

    @Message
    String login_demo();

    @Message
    String login_keeps_cart();

    @Message
    String checkout_title();

    @Message
    String checkout_note();

    @Message
    String order_line_cancel();

    @Message
    String order_line_cancelled();

    @Message
    String checkout_provider();

    @Message
    String checkout_toss();

    @Message
    String checkout_kakao();

    @Message
    String checkout_nice();

    @Message
    String deposit_account();

    @Message
    String deposit_bank();

    @Message
    String deposit_due();

    @Message
    String checkout_pay(String amount);

    @Message
    String checkout_paying();

    @Message
    String checkout_back();

    @Message
    String differs(Placed.Why value);

    @Message
    String orders_title();

    @Message
    String orders_none();

    @Message
    String order_title();

    @Message
    String order_no();

    @Message
    String order_date();

    @Message
    String order_state();

    @Message
    String order_amount();

    @Message
    String order_lines();

    @Message
    String order_item();

    @Message
    String order_unit_price();

    @Message
    String order_sum();

    @Message
    String order_more(String name, int count);

    @Message
    String order_pay();

    @Message
    String order_pay_again();

    @Message
    String order_cancel();

    @Message
    String order_cancel_asked();

    @Message
    String order_all();

    @Message
    String order_checking_title();

    @Message
    String order_checking_text();

    @Message
    String order_checking_long();

    @Message
    String order_paid_title();

    @Message
    String order_paid_text();

    @Message
    String order_declined_title();

    @Message
    String order_declined_text();

    @Message
    String order_failed_title();

    @Message
    String order_failed_text();

    @Message
    String order_waiting_title();

    @Message
    String order_waiting_text();

    @Message
    String order_ready_title();

    @Message
    String order_ready_text();

    @Message
    String payment_title();

    @Message
    String payment_state();

    @Message
    String payment_method();

    @Message
    String payment_provider();

    @Message
    String payment_approved();

    @Message
    String timeline_title();

    @Message
    String timeline_note();

    @Message
    String timeline_when();

    @Message
    String timeline_what();

    @Message
    String timeline_who();

    @Message
    String timeline_server();

    @Message
    String timeline_key();

    @Message
    String orderStatus(OrderStatus value);

    @Message
    String paymentStatus(PaymentStatus value);

    @Message
    String timelineName(TimelineName value);

    @Message
    String reason(Reason value);

    @Message
    String remedy(Reason value);

    @Message
    String error_home();

    @Message
    String error_again();
}
