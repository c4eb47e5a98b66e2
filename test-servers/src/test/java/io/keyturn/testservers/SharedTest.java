package io.keyturn.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class SharedTest {
  private final AtomicInteger starts = new AtomicInteger();

  @Test
  void it_is_started_once_for_the_first_that_asks() {
    Shared<Integer> shared = new Shared<>(starts::incrementAndGet);
    assertThat(starts).hasValue(0);

    assertThat(shared.get()).isEqualTo(1);
    assertThat(shared.get()).isEqualTo(1);
  }

  @Test
  void where_it_is_missing_every_test_is_skipped_not_only_the_first() {
    Shared<Integer> shared = new Shared<>(this::missing);

    assertThat(catchThrowable(shared::get)).isInstanceOf(TestAbortedException.class);
    assertThat(catchThrowable(shared::get)).isInstanceOf(TestAbortedException.class);
    assertThat(starts).hasValue(1);
  }

  private int missing() {
    starts.incrementAndGet();
    return Assumptions.abort("tools/servers installs it");
  }
}
