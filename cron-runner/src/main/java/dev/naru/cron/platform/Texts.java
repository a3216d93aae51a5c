package dev.naru.cron.platform;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The words on the page: Korean here, English in {@code messages/msg_en.properties}. */
@MessageBundle(locale = "ko")
public interface Texts {
    @Message("예약 작업")
    String title();

    @Message("정해진 시각에 {api}의 작업 URL을 호출합니다. 5초마다 새로 고칩니다.")
    String intro(String api);

    @Message("작업")
    String job();

    @Message("일정")
    String schedule();

    @Message("다음 실행")
    String next();

    @Message("마지막 접수")
    String lastTaken();

    @Message("놓친 실행")
    String catchUp();

    @Message("건너뜀")
    String skip();

    @Message("최근 것 한 번")
    String fireOnce();

    @Message("모두 (최대 {max}번)")
    String all(int max);

    @Message("지금 실행")
    String runNow();

    @Message("예약된 작업이 없습니다. naru.schedules.<작업>.cron 을 설정하세요.")
    String noJobs();

    @Message("최근 실행")
    String runs();

    @Message("아직 실행한 작업이 없습니다.")
    String noRuns();

    @Message("예정 시각")
    String scheduledAt();

    @Message("호출 이유")
    String cause();

    @Message("예약")
    String causeSchedule();

    @Message("보충")
    String causeCatchUp();

    @Message("직접 실행")
    String causeOperator();

    @Message("호출")
    String call();

    @Message("호출 중")
    String calling();

    @Message("접수됨")
    String accepted();

    @Message("끝남")
    String ended();

    @Message("끝을 확인하지 못함")
    String unseen();

    @Message("접수 실패")
    String failed();

    @Message("중복")
    String duplicate();

    @Message("{count}번 호출")
    String calls(int count);

    @Message("작업 상태")
    String status();

    @Message("걸린 시간")
    String duration();

    @Message("내용")
    String note();

    @Message("요청을 처리하지 않았습니다")
    String refused();

    @Message("요청 번호")
    String requestId();
}
