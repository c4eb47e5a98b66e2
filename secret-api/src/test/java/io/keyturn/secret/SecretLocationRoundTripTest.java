package io.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Locations of random parts: what {@code toString} writes, {@code parse} reads. */
final class SecretLocationRoundTripTest {
  private static final String CHARACTERS = "ab/.%#?&={},:+@ \u00a0\\~'\"é中\u2028😀";
  private static final int EACH = 500;

  @RepeatedTest(10)
  void parse_reads_what_to_string_writes(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < EACH; i++) {
      SecretLocation location = randomLocation(random);
      assertThat(SecretLocation.parse(location.toString())).isEqualTo(location);
    }
  }

  @RepeatedTest(10)
  void equal_locations_have_equal_texts(RepetitionInfo repetition) {
    Random random = new Random(1000L + repetition.getCurrentRepetition());
    for (int i = 0; i < EACH; i++) {
      SecretLocation location = randomLocation(random);
      SecretLocation again = SecretLocation.parse(location.toString());
      assertThat(again).hasToString(location.toString()).hasSameHashCodeAs(location);
    }
  }

  private static SecretLocation randomLocation(Random random) {
    SortedMap<String, String> params = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      params.put("p" + random.nextInt(10), text(random, 0));
    }
    String field = random.nextBoolean() ? text(random, 1) : null;
    return new SecretLocation("store", path(random), params, field);
  }

  private static String path(Random random) {
    String path = text(random, 1);
    return ("/" + path + "/").contains("/./") || ("/" + path + "/").contains("/../")
        ? path(random)
        : path;
  }

  private static String text(Random random, int least) {
    int[] all = CHARACTERS.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = least + random.nextInt(6); i > 0; i--) {
      text.appendCodePoint(all[random.nextInt(all.length)]);
    }
    return text.toString();
  }
}
