package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.testkit.LeakGuard;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What a store has to say of a bundle is in {@code status()}, and what is to be mended is told. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemarkTest {
  private static final Remark OPEN = new Remark("others can read it", true);
  private static final Remark GONE = new Remark("what is mounted was replaced", true);

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.keyturn");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final World world = new World();
  private final String value = LeakGuard.canary().text();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void close() {
    logger.detachAppender(lines);
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

  private List<String> warnings() {
    return lines.list.stream()
        .filter(line -> line.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void a_remark_is_in_the_status_and_logged_once_as_no_warning() {
    Secrets secrets = start(Optional.of(new Remark("mounted by itself", false)));

    world.passTtl();

    assertThat(remark(secrets)).contains("mounted by itself");
    assertThat(warnings()).isEmpty();
    assertThat(lines.list)
        .filteredOn(line -> line.getFormattedMessage().equals("memory://app: mounted by itself"))
        .hasSize(1);
  }

  @Test
  void a_warning_is_logged_once_while_the_content_stays_and_when_it_turns() {
    Secrets secrets = start(Optional.of(OPEN));
    world.passTtl();
    put(Optional.of(OPEN), LeakGuard.canary().text());
    world.passTtl();

    assertThat(remark(secrets)).contains("others can read it");
    assertThat(warnings()).containsExactly("memory://app: others can read it");
  }

  @Test
  void what_is_no_longer_said_is_gone_and_what_is_said_then_is_news() {
    Secrets secrets = start(Optional.of(OPEN));
    put(Optional.empty(), value);
    world.passTtl();
    assertThat(remark(secrets)).isEmpty();

    put(Optional.of(GONE), value);
    world.passTtl();

    assertThat(remark(secrets)).contains("what is mounted was replaced");
    assertThat(warnings())
        .containsExactly(
            "memory://app: others can read it", "memory://app: what is mounted was replaced");
  }
}
