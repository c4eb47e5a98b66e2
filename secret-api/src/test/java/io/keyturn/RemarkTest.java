package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.testkit.LeakGuard;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store has to say of a bundle is in {@code status()}, and what is to be mended is told. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemarkTest {
  private static final Remark OPEN = new Remark("others can read it", true);
  private static final Remark GONE = new Remark("what is mounted was replaced", true);

  private final Lines lines = new Lines();
  private final World world = new World();
  private final String value = LeakGuard.canary().text();

  @AfterEach
  void close() {
    lines.close();
    world.close();
  }

  private void put(Optional<Remark> remark, String its) {
    SecretBundle.Builder bundle = SecretBundle.builder().field("KEY", its);
    remark.ifPresent(bundle::remark);
    world.store.put("app", bundle.build());
  }

  private Secrets start(Optional<Remark> remark) {
    put(remark, value);
    Secrets secrets = world.secrets();
    secrets.rotating("KEY");
    return secrets;
  }

  private static Optional<String> remark(Secrets secrets) {
    return secrets.status().bundles().get(0).remark();
  }

  @Test
  void a_remark_is_in_the_status_and_logged_once_as_no_warning() {
    Secrets secrets = start(Optional.of(new Remark("mounted by itself", false)));

    world.passTtl();

    assertThat(remark(secrets)).contains("mounted by itself");
    assertThat(lines.alerts()).isEmpty();
    assertThat(lines.startingWith("memory://app: "))
        .containsExactly("memory://app: mounted by itself");
  }

  @Test
  void a_warning_is_logged_once_while_the_content_stays_and_when_it_turns() {
    Secrets secrets = start(Optional.of(OPEN));
    world.passTtl();
    put(Optional.of(OPEN), LeakGuard.canary().text());
    world.passTtl();

    assertThat(remark(secrets)).contains("others can read it");
    assertThat(lines.alerts()).containsExactly("memory://app: others can read it");
  }

  @Test
  void what_is_no_longer_said_is_gone_and_what_is_said_then_is_news() {
    Secrets secrets = start(Optional.of(OPEN));
    put(Optional.empty(), value);
    world.passTtl();
    assertThat(remark(secrets)).isEmpty();
    assertThat(lines.startingWith("memory://app: no longer"))
        .containsExactly("memory://app: no longer: others can read it");

    put(Optional.of(GONE), value);
    world.passTtl();

    assertThat(remark(secrets)).contains("what is mounted was replaced");
    assertThat(lines.alerts())
        .containsExactly(
            "memory://app: others can read it", "memory://app: what is mounted was replaced");
  }
}
