package dev.naru.pgsim.platform;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The words on pages: Korean here, English in {@code messages/msg_en.properties}. */
@MessageBundle(locale = "ko")
public interface Texts {
    @Message("나루페이먼츠")
    String brand();

    @Message("테스트 결제창입니다. 실제로 돈이 빠져나가지 않아요.")
    String demo();

    @Message("결제 금액")
    String amount();

    @Message("{amount}원")
    String won(String amount);

    @Message("주문번호")
    String orderNumber();

    @Message("결제 수단")
    String method();

    @Message("신용·체크카드")
    String card();

    @Message("간편결제")
    String easyPay();

    @Message("가상계좌")
    String virtualAccount();

    @Message("카드번호")
    String cardNumber();

    @Message("14~16자리 숫자라면 무엇이든 괜찮습니다.")
    String cardHint();

    @Message("간편결제 서비스")
    String wallet();

    @Message("결제가 승인되면 계좌번호가 발급되고, 잠시 뒤 자동으로 입금됩니다.")
    String accountHint();

    @Message("개발자용: 시나리오 고르기")
    String developer();

    @Message("카드번호가 정하는 대로")
    String byCard();

    @Message("고른 시나리오가 카드번호보다 우선합니다. 스크립트에서는 아래 카드번호로 시나리오를 고를 수 있어요.")
    String scenarioHint();

    @Message("시나리오")
    String scenario();

    @Message("다음")
    String next();

    @Message("취소")
    String cancel();

    @Message("본인 인증")
    String verify();

    @Message("휴대폰으로 받은 인증번호 6자리를 입력해 주세요.")
    String otpPrompt();

    @Message("테스트이므로 000000이 아닌 아무 숫자나 됩니다.")
    String otpHint();

    @Message("인증번호가 맞지 않습니다. 다시 확인해 주세요.")
    String otpWrong();

    @Message("인증번호")
    String otp();

    @Message("{amount}원 결제하기")
    String pay(String amount);

    @Message("카드사 거절로 끝내기")
    String decline();

    @Message("결제 취소")
    String cancelPayment();

    @Message("창 닫기")
    String close();

    @Message("결제창을 닫았어요")
    String closedTitle();

    @Message("상점은 아직 아무 소식도 듣지 못했습니다. 10분이 지나면 결제가 만료됩니다.")
    String closedReady();

    @Message("인증은 끝났지만 상점으로 돌아가지 않았습니다. 상점이 10분 안에 승인하지 않으면 결제가 만료됩니다.")
    String closedAuthenticated();

    @Message("결제창으로 돌아가기")
    String reopen();

    @Message("상점으로 돌아갑니다")
    String backTitle();

    @Message("상점으로 돌아가기")
    String back();

    @Message("원장")
    String ledger();

    @Message("PG 원장과 상점 데이터베이스")
    String ledgerTitle();

    @Message("왼쪽은 PG가 기록한 사실, 오른쪽은 상점 데이터베이스가 알고 있는 내용입니다.")
    String ledgerIntro();

    @Message("상점 데이터베이스를 읽지 못했습니다: {reason}")
    String shopUnreachable(String reason);

    @Message("요청 시각")
    String time();

    @Message("PG 상태")
    String pgStatus();

    @Message("상점 상태")
    String shopStatus();

    @Message("상점 금액")
    String shopAmount();

    @Message("남은 금액")
    String balance();

    @Message("비교")
    String verdict();

    @Message("일치")
    String matches();

    @Message("처리 중")
    String settling();

    @Message("다름")
    String differs();

    @Message("PG에만 있음")
    String pgOnly();

    @Message("상점에만 있음")
    String shopOnly();

    @Message("비교 못 함")
    String unknown();

    @Message("아직 결제가 없습니다. 상점에서 주문해 보세요.")
    String empty();

    @Message("취소 내역")
    String cancels();

    @Message("웹훅 전송")
    String webhooks();

    @Message("아직 보낸 웹훅이 없습니다.")
    String noWebhooks();

    @Message("상태")
    String status();

    @Message("시도")
    String attempts();

    @Message("결과")
    String result();

    @Message("대기 중")
    String pending();

    @Message("전달됨")
    String delivered();

    @Message("포기")
    String givenUp();

    @Message("버림")
    String dropped();

    @Message("결제")
    String payments();

    @Message("최근 {shown}건 / 전체 {total}건")
    String shownOf(int shown, int total);

    @Message("서로 다른 결제 {count}건이 있습니다.")
    String differences(long count);

    @Message("상점과 PG의 기록이 일치합니다.")
    String allMatch();

    @Message("지난번 종료 때 잘린 기록 {bytes}바이트를 잘라냈습니다. 응답한 적 없는 기록이라 잃은 것은 없습니다.")
    String torn(long bytes);

    @Message("결제창을 진행할 수 없습니다")
    String refused();

    @Message("상점으로 돌아가 다시 시도해 주세요.")
    String refusedHint();

    @Message("요청 번호")
    String requestId();
}
