package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Secrets;
import io.keyturn.testkit.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What five hundred secrets cost, counted where the requests arrive; the jitter is the default. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AwsCountsTest {
  private static final Duration TTL = Duration.ofMinutes(5);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final int TTLS = 10;
  private static final int FULL_BATCHES = 25;

  private final List<String> names = IntStream.range(0, 500).mapToObj(i -> "N" + i).toList();
  private final ManualTime time = new ManualTime();
  private BatchServer server;
  private Secrets secrets;

  @BeforeEach
  void start() throws IOException {
    server = new BatchServer();
    Secrets.Builder builder =
        Secrets.builder()
            .store(
                "aws", new AwsSecretProviderFactory().create(Stores.aws(server.address()).build()))
            .active("aws")
            .ttl(TTL)
            .time(time)
            .executor(Runnable::run);
    names.forEach(name -> builder.locateIn("aws", name, "prod/" + name));
    secrets = builder.build();
  }

  @AfterEach
  void close() {
    secrets.close();
    assertThat(server.tooLarge()).as("batches of more than 20 ids").isZero();
    server.close();
  }

  /** As a clock runs. */
  private void passTtl() {
    for (Duration passed = Duration.ZERO; passed.compareTo(TTL) < 0; passed = passed.plus(STEP)) {
      time.advance(STEP);
    }
  }

  /** The requests of each ttl. */
  private List<Integer> requestsOfEachTtl() {
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < TTLS; i++) {
      int before = server.batches() + server.singles();
      passTtl();
      counts.add(server.batches() + server.singles() - before);
    }
    return counts;
  }

  @Test
  @Witness(value = Row.BATCH, kind = Witness.Kind.RECORDED)
  void a_start_is_full_batches_and_nothing_else() {
    assertThat(server.batches()).isEqualTo(FULL_BATCHES);
    assertThat(server.singles()).isZero();
    assertThat(secrets.get("N499")).isNotNull();
  }

  @Test
  void a_ttl_costs_at_most_twice_the_full_batches_though_looks_drift_apart() {
    List<Integer> requests = requestsOfEachTtl();

    assertThat(requests).allMatch(count -> count <= 2 * FULL_BATCHES);
    assertThat(server.singles()).as("of what is due alone").isLessThan(2 * TTLS);
    assertThat(names).allMatch(name -> server.reads("prod/" + name) >= TTLS);
  }
}
