package io.keyturn.bench.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BarTest {
  private static final Results NOTHING = new Results("jdk17", "a machine", new TreeMap<>());

  @Test
  void the_most_is_met_up_to_the_limit_and_missed_beyond() {
    assertThat(most(2).verdict(NOTHING)).isEqualTo("2 ×");
    assertThat(most(2.01).verdict(NOTHING)).isEqualTo("**2.01 ×, missed**");
  }

  @Test
  void the_least_is_met_from_the_limit_and_missed_below() {
    assertThat(least(35).verdict(NOTHING)).isEqualTo("35 ×");
    assertThat(least(34.9).verdict(NOTHING)).isEqualTo("**34.9 ×, missed**");
  }

  @Test
  void what_has_no_figure_is_not_measured() {
    Bar bar = Bar.atMost("something", 1, "", results -> results.figure("none"));

    assertThat(bar.verdict(NOTHING)).isEqualTo("not measured");
  }

  private static Bar most(double measured) {
    return Bar.atMost("something", 2, " ×", results -> OptionalDouble.of(measured));
  }

  private static Bar least(double measured) {
    return Bar.atLeast("something", 35, " ×", results -> OptionalDouble.of(measured));
  }
}
