package io.keyturn.examples.mailjet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @Test
  void without_options_six_messages_go_one_a_second_and_warnings_are_logged() {
    assertThat(Options.parse()).isEqualTo(new Options(6, Duration.ofSeconds(1), Level.WARN));
  }

  @Test
  void every_option_is_read() {
    assertThat(Options.parse("--every", "500ms", "--log", "trace", "--sends", "30"))
        .isEqualTo(new Options(30, Duration.ofMillis(500), Level.TRACE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--sends 0", "--sends many", "--sends", "--every soon", "--log loud", "--help"})
  void what_it_does_not_understand_is_refused_by_the_name_of_the_option(String words) {
    String[] arguments = words.split(" ");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(arguments))
        .withMessageStartingWith(arguments[0]);
  }
}
