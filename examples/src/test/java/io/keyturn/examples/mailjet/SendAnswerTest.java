package io.keyturn.examples.mailjet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendAnswerTest {
  private static final String GOOD = "{\"From\":{},\"To\":[{\"Email\":\"a@example.com\"}]}";

  @Test
  void a_good_message_is_sent() {
    SendAnswer answer = SendAnswer.to("{\"Messages\":[" + GOOD + "]}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.sent()).isEqualTo(1);
    assertThat(answer.body().query("/Messages/0/Status")).isEqualTo("success");
    assertThat(answer.body().query("/Messages/0/To/0/Email")).isEqualTo("a@example.com");
  }

  @Test
  void in_sandbox_mode_a_good_message_is_checked_and_not_sent() {
    SendAnswer answer = SendAnswer.to("{\"SandboxMode\":true,\"Messages\":[" + GOOD + "]}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.sent()).isZero();
  }

  @Test
  void each_message_has_its_own_result() {
    SendAnswer answer = SendAnswer.to("{\"Messages\":[{\"To\":[]}," + GOOD + "]}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.sent()).isEqualTo(1);
    assertThat(answer.body().query("/Messages/0/Errors/0/ErrorCode")).isEqualTo("send-0003");
    assertThat(answer.body().query("/Messages/1/Status")).isEqualTo("success");
  }

  @Test
  void malformed_json_is_an_error_of_the_whole() {
    SendAnswer answer = SendAnswer.to("{");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().getString("ErrorCode")).isEqualTo("mj-0002");
  }
}
