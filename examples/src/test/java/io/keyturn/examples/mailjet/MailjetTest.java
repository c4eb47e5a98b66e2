package io.keyturn.examples.mailjet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mailjet.client.errors.MailjetUnauthorizedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailjetTest {
  private final MailjetStandIn standIn = MailjetStandIn.start();
  private final Mailjet mailjet = new Mailjet(standIn.address());
  private final Pair pair = Pair.random();

  @AfterEach
  void closeStandIn() {
    standIn.close();
  }

  @Test
  void a_message_with_an_active_pair_is_sent() throws Exception {
    standIn.activate(pair.key(), pair.secret());

    assertThat(mailjet.mailer(pair.keys()).send("hello")).isEqualTo(200);
    assertThat(standIn.sends(pair.key())).isEqualTo(1);
  }

  @Test
  void a_message_with_an_inactive_pair_is_refused() {
    standIn.activate(pair.key(), pair.secret());
    standIn.deactivate(pair.key());

    assertThatThrownBy(() -> mailjet.mailer(pair.keys()).send("hello"))
        .isInstanceOf(MailjetUnauthorizedException.class);
    assertThat(standIn.sends(pair.key())).isZero();
    assertThat(standIn.refused()).isEqualTo(1);
  }

  @Test
  void proving_a_pair_sends_nothing() {
    standIn.activate(pair.key(), pair.secret());

    assertThatCode(() -> mailjet.prove(pair.keys())).doesNotThrowAnyException();
    assertThat(standIn.sends(pair.key())).isZero();
  }

  @Test
  void a_wrong_pair_is_not_proved() {
    assertThatThrownBy(() -> mailjet.prove(pair.keys()))
        .isInstanceOf(MailjetUnauthorizedException.class);
  }
}
