package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Secrets;
import io.keyturn.SecretsEvent;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testkit.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** An application whose looks AWS throttles goes on with the value that it has. */
final class ThrottledTest extends WireMockTest {
  private static final Duration TTL = Duration.ofMinutes(5);

  private final List<SecretsEvent> events = new CopyOnWriteArrayList<>();
  private final ManualTime time = new ManualTime();

  @Test
  @Witness(value = Row.THROTTLED, kind = Witness.Kind.RECORDED)
  void the_value_stays_the_reason_is_told_and_nothing_turns() {
    String value = LeakGuard.canary().text();
    answer(Recorded.secret("prod/mailjet", value));
    try (Secrets secrets = open()) {
      answer(Recorded.THROTTLED);
      time.advance(TTL.multipliedBy(3));

      assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
      assertThat(events)
          .filteredOn(SecretsEvent.StoreAway.class::isInstance)
          .singleElement()
          .satisfies(
              event ->
                  assertThat(((SecretsEvent.StoreAway) event).reason())
                      .contains(
                          "ThrottlingException: AWS is asked too often, raise keyturn.cache.ttl"
                              + " or allow BatchGetSecretValue"));

      answer(Recorded.secret("prod/mailjet", value));
      time.advance(TTL.multipliedBy(2));

      assertThat(events).anyMatch(SecretsEvent.StoreBack.class::isInstance);
      assertThat(events).noneMatch(SecretsEvent.Turned.class::isInstance);
    }
  }

  private Secrets open() {
    return Secrets.builder()
        .store("aws", new AwsSecretProviderFactory().create(Stores.aws(address()).build()))
        .active("aws")
        .locateIn("aws", "KEY", "prod/mailjet")
        .ttl(TTL)
        .time(time)
        .executor(Runnable::run)
        .listener(events::add)
        .build();
  }
}
