package io.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keyturn.TimeSource.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ManualTimeTest {
  private final ManualTime time = new ManualTime(Instant.EPOCH);
  private final List<String> rings = new ArrayList<>();

  @Test
  void alarms_ring_in_order_each_at_its_moment() {
    alarm("late").set(3);
    alarm("early").set(2);
    alarm("never").set(11);

    time.advance(Duration.ofNanos(10));

    assertThat(rings).containsExactly("early at 2", "late at 3");
    assertThat(time.nanoTime()).isEqualTo(10);
    assertThat(time.instant()).isEqualTo(Instant.EPOCH.plusNanos(10));
    assertThat(time.untilNextAlarm()).contains(Duration.ofNanos(1));
  }

  @Test
  void an_alarm_that_sets_itself_again_rings_again_in_the_same_advance() {
    AtomicReference<Alarm> alarm = new AtomicReference<>();
    alarm.set(
        time.alarm(
            () -> {
              rings.add("at " + time.nanoTime());
              alarm.get().set(time.nanoTime() + 4);
            }));
    alarm.get().set(1);

    time.advance(Duration.ofNanos(10));

    assertThat(rings).containsExactly("at 1", "at 5", "at 9");
  }

  @Test
  void an_alarm_rings_once_for_its_last_setting() {
    Alarm alarm = alarm("a");
    alarm.set(1);
    alarm.set(5);

    time.advance(Duration.ofNanos(20));

    assertThat(rings).containsExactly("a at 5");
  }

  @Test
  void a_moment_that_has_come_rings_with_the_next_advance() {
    time.advance(Duration.ofNanos(5));
    alarm("a").set(2);
    assertThat(rings).isEmpty();

    time.advance(Duration.ZERO);

    assertThat(rings).containsExactly("a at 5");
  }

  @Test
  void a_closed_alarm_is_silent() {
    Alarm alarm = alarm("a");
    alarm.set(1);
    alarm.close();
    alarm.close();
    alarm.set(1);

    time.advance(Duration.ofSeconds(1));

    assertThat(rings).isEmpty();
    assertThat(time.untilNextAlarm()).isEmpty();
  }

  @Test
  void the_time_of_day_can_be_set_alone() {
    time.setClock(Duration.ofHours(-1));

    assertThat(time.instant()).isEqualTo(Instant.EPOCH.minusSeconds(3600));
    assertThat(time.nanoTime()).isZero();
  }

  @Test
  void time_does_not_go_back() {
    assertThatIllegalArgumentException().isThrownBy(() -> time.advance(Duration.ofNanos(-1)));
  }

  private Alarm alarm(String name) {
    return time.alarm(() -> rings.add(name + " at " + time.nanoTime()));
  }
}
