package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.ManualTime;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is due, in its order. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimerTest {
  private final ManualTime time = new ManualTime();
  private final Timer timer = new Timer(time);
  private final List<String> run = new ArrayList<>();

  @AfterEach
  void close() {
    timer.close();
  }

  @Test
  void an_entry_that_is_cancelled_is_kept_no_longer() {
    timer.after(Duration.ofHours(1), () -> run.add("a"));
    WeakReference<Timer.Entry> cancelled = cancelled(Duration.ofHours(2));

    assertThat(isForgotten(cancelled)).isTrue();
    time.advance(Duration.ofHours(3));
    assertThat(run).containsExactly("a");
  }

  /** In a method of its own, so that no variable holds the entry. */
  private WeakReference<Timer.Entry> cancelled(Duration after) {
    Timer.Entry entry = timer.after(after, () -> run.add("cancelled"));
    entry.cancel();
    return new WeakReference<>(entry);
  }

  private static boolean isForgotten(WeakReference<?> reference) {
    for (int i = 0; i < 20 && reference.get() != null; i++) {
      System.gc();
    }
    return reference.get() == null;
  }

  @Test
  void others_run_at_their_time_whichever_is_cancelled() {
    List<Timer.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String label = "after " + i;
      entries.add(timer.after(Duration.ofSeconds(i), () -> run.add(label)));
    }
    entries.get(0).cancel();
    entries.get(3).cancel();
    entries.get(3).cancel();
    time.advance(Duration.ofSeconds(2));
    assertThat(run).containsExactly("after 1", "after 2");
    entries.get(1).cancel(); // has run

    time.advance(Duration.ofSeconds(3));
    assertThat(run).containsExactly("after 1", "after 2", "after 4", "after 5");
    assertThat(time.untilNextAlarm()).isEmpty();
  }
}
