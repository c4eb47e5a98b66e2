package io.keyturn.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What LeakGuard reports is enough to find a leak, and is none. */
final class LeakReportTest {
  private static final Logger LOG = LoggerFactory.getLogger("io.keyturn.test.quiet");

  @Test
  void it_tells_form_and_channel_and_places_and_not_the_value() {
    Throwable report =
        Planted.run(value -> LOG.debug(Base64.getEncoder().encodeToString(value.getBytes(UTF_8))))
            .get(0);

    assertThat(report)
        .hasMessageMatching(
            """
            LeakGuard: a canary leaked:
              base64 in the log of io.keyturn.test.quiet at DEBUG,\
             of Canary\\[made at io.keyturn.testkit.Planted.leaks\\(Planted.java:\\d+\\)],\
             told at io.keyturn.testkit.LeakReportTest.\\S*it_tells\\S*\\(LeakReportTest.java:\\d+\\)""");
  }

  @Test
  void of_several_canaries_it_tells_which() {
    Throwable report = Planted.run(value -> System.err.println(makeTwo().get(1).text())).get(0);

    assertThat(report)
        .hasMessageContainingAll("plain in stderr, of Canary[made at ", ".makeTwo(", ", told at ")
        .hasMessageNotContaining("Planted.leaks(");
  }

  @Test
  void of_parameters_it_tells_which() {
    assertThat(Planted.run(Parameters.class).get(0))
        .hasMessageContaining(
            "Canary[made at parameter 2 of " + Parameters.class.getName() + ".leaks_the_second]");
  }

  @Test
  void of_a_throwable_it_tells_the_class_and_where_it_was_made() {
    Throwable failure =
        Planted.run(
                value -> {
                  throw new IllegalStateException("x", failure(value));
                })
            .get(0);

    assertThat(EventText.of(failure))
        .contains("plain in the thrown java.lang.Exception, of Canary[")
        .containsPattern("told at io.keyturn.testkit.LeakReportTest.failure\\(");
  }

  @Test
  void who_prints_after_a_leak_is_not_blamed() {
    Throwable report =
        Planted.run(
                value -> {
                  System.out.println(value);
                  printMore();
                })
            .get(0);

    assertThat(report).hasMessageNotContaining("printMore");
  }

  private static List<Canary> makeTwo() {
    return List.of(LeakGuard.canary(), LeakGuard.canary());
  }

  private static Exception failure(String message) {
    return new Exception(message);
  }

  private static void printMore() {
    System.out.println("more");
  }

  @ExtendWith(LeakGuard.class)
  static final class Parameters {
    @Test
    void leaks_the_second(Canary first, Canary second) {
      System.out.println(first + second.text());
    }
  }
}
