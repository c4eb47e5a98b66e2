package io.keyturn.testkit;

import static io.keyturn.testkit.Capability.BINARY;
import static io.keyturn.testkit.Capability.FIELDS;
import static io.keyturn.testkit.Capability.FIXED;
import static io.keyturn.testkit.Capability.JSON;
import static io.keyturn.testkit.Capability.LARGE_VALUE;
import static io.keyturn.testkit.Capability.NON_ASCII_NAMES;
import static io.keyturn.testkit.Capability.OVERSIZE;
import static io.keyturn.testkit.Capability.TEXT;
import static io.keyturn.testkit.Capability.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is stored is what is read. */
final class ReadingClauses {
  private static final String LETTERS = "schlüssel";
  private static final int OVERSIZE_BYTES = 16 * SecretBundle.MAX_BYTES;

  static final List<Clause> ALL =
      Clause.list(
          Stream.of(
              Clause.inEachWay("a_text_is_read_as_it_is_stored", ReadingClauses::text, TEXT),
              Clause.inEachWay("fields_are_read_by_their_names", ReadingClauses::fields, FIELDS),
              Clause.inEachWay(
                  "any_bytes_are_read_as_they_are_stored", ReadingClauses::bytes, BINARY),
              Clause.inEachWay(
                  "members_of_json_are_read_as_their_text", ReadingClauses::json, JSON),
              Clause.inEachWay(
                  "a_value_of_several_lines_is_read",
                  t -> same(t, LeakGuard.canary().text() + "\nsecond line\n\tthird")),
              Clause.inEachWay(
                  "a_value_with_any_letters_is_read",
                  t -> same(t, "äß€漢字😀 " + LeakGuard.canary().text())),
              Clause.inEachWay(
                  "a_name_with_any_letters_is_read", ReadingClauses::names, NON_ASCII_NAMES),
              Clause.inEachWay("a_value_of_64_KiB_is_read", t -> same(t, filled(Secret.MAX_BYTES))),
              Clause.inEachWay(
                  "a_value_of_65_KiB_is_a_format_error", ReadingClauses::large, LARGE_VALUE),
              Clause.inEachWay(
                  "a_bundle_over_1_MiB_is_a_format_error_and_not_read_whole_by_its_caller",
                  ReadingClauses::oversize,
                  OVERSIZE),
              Clause.in(Way.FULL, "what_cannot_change_is_fixed", t -> fixed(t, true), FIXED),
              Clause.inEachWay("what_can_change_is_not_fixed", t -> fixed(t, false), UPDATE),
              Clause.inEachWay("a_time_that_is_told_is_ahead", ReadingClauses::times)));

  private ReadingClauses() {}

  private static void text(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    String value = "  " + LeakGuard.canary().text() + " \n";
    trial.harness.putText(bundle, value);

    SecretBundle fetched = trial.fetch(bundle);

    assertThat(fetched.fields()).isEmpty();
    assertThat(fetched.secret(bundle, "1").exposeString()).isEqualTo(value);
  }

  private static void fields(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    Map<String, String> fields =
        Map.of("key", LeakGuard.canary().text(), "secret", LeakGuard.canary().text());
    trial.harness.put(bundle, fields);

    SecretBundle fetched = trial.fetch(bundle);

    fields.forEach(
        (name, value) ->
            assertThat(fetched.secret(Trial.field(bundle, name), "1").exposeString())
                .isEqualTo(value));
    Trial.failure(
        SecretNotFoundException.class, () -> fetched.secret(Trial.field(bundle, "other"), "1"));
  }

  private static void bytes(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (255 - i);
    }
    trial.harness.putBytes(bundle, bytes);

    assertThat(trial.fetch(bundle).secret(bundle, "1").exposeBytes()).isEqualTo(bytes);
  }

  private static void json(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    String value = LeakGuard.canary().text();
    trial.harness.putJson(
        bundle,
        "{\"text\":\""
            + value
            + "\",\"number\":42,\"flag\":true,\"none\":null,\"in\":{\"list\":[\""
            + value
            + "\"]}}");

    SecretBundle fetched = trial.fetch(bundle);

    Map.of("text", value, "number", "42", "flag", "true", "/in/list/0", value)
        .forEach(
            (name, text) ->
                assertThat(fetched.secret(Trial.field(bundle, name), "1").exposeString())
                    .isEqualTo(text));
    Trial.failure(
        SecretNotFoundException.class, () -> fetched.secret(Trial.field(bundle, "none"), "1"));
    Trial.failure(
        SecretFormatException.class, () -> fetched.secret(Trial.field(bundle, "in"), "1"));
  }

  private static void same(Trial trial, String value) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle, value);

    assertThat(trial.read(bundle).equals(value)).as("the value is the one stored").isTrue();
  }

  private static void names(Trial trial) throws Exception {
    String value = LeakGuard.canary().text();
    if (!trial.can(FIELDS)) {
      SecretLocation bundle = trial.at(LETTERS);
      trial.harness.putText(bundle, value);
      assertThat(trial.read(bundle)).isEqualTo(value);
      return;
    }
    SecretLocation bundle = trial.at("alpha");
    trial.harness.put(bundle, Map.of(LETTERS, value));
    assertThat(trial.fetch(bundle).secret(Trial.field(bundle, LETTERS), "1").exposeString())
        .isEqualTo(value);
  }

  private static void large(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle, filled(65 * 1024));

    Trial.failure(SecretFormatException.class, () -> trial.read(bundle));
  }

  /** What other threads read cannot be told apart from what a server in this JVM sends. */
  private static void oversize(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    if (trial.can(TEXT)) {
      trial.harness.putText(bundle, filled(OVERSIZE_BYTES));
    } else {
      Map<String, String> fields = new LinkedHashMap<>();
      for (int i = 0; i < OVERSIZE_BYTES / Secret.MAX_BYTES; i++) {
        fields.put("field" + i, filled(Secret.MAX_BYTES));
      }
      trial.harness.put(bundle, fields);
    }

    long before = Threads.allocatedHere();
    Trial.failure(SecretFormatException.class, () -> trial.fetch(bundle));

    assertThat(Threads.allocatedHere() - before)
        .as("bytes that the calling thread allocated while refusing 16 MiB")
        .isLessThan(OVERSIZE_BYTES);
  }

  private static void fixed(Trial trial, boolean expected) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);

    assertThat(trial.fetch(bundle).fixed()).isEqualTo(expected);
  }

  private static void times(Trial trial) throws Exception {
    SecretLocation bundle = trial.at("alpha");
    trial.seed(bundle);

    SecretBundle fetched = trial.fetch(bundle);

    assertThat(Stream.of(fetched.validFor(), fetched.lookAgainIn()).flatMap(Optional::stream))
        .as("validFor and lookAgainIn")
        .allMatch(time -> time.compareTo(Duration.ZERO) > 0);
  }

  private static String filled(int bytes) {
    String start = LeakGuard.canary().text();
    return start + "x".repeat(bytes - start.length());
  }
}
