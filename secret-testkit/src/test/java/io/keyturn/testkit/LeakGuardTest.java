package io.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

final class LeakGuardTest {
  private static final Logger LOG = LoggerFactory.getLogger("io.keyturn.test.quiet");
  private static final String AWKWARD = "pass/wörd+\"1\"\\ & ";

  @TestFactory
  Stream<DynamicTest> a_leak_in_each_channel_is_caught() {
    Map<String, Planted.Leak> channels = new LinkedHashMap<>();
    channels.put("stdout", value -> System.out.println(value));
    channels.put(
        "stdout in pieces", value -> value.chars().forEach(c -> System.out.print((char) c)));
    channels.put("stderr", value -> System.err.println(value));
    channels.put("a message", LOG::error);
    channels.put("a message below the level", LOG::trace);
    channels.put(
        "a message after a question",
        value -> {
          if (LOG.isTraceEnabled()) {
            LOG.trace("value {}", value);
          }
        });
    channels.put("an argument", value -> LOG.debug("one {} {}", 1, value));
    channels.put("an argument without a place", value -> LOG.debug("none", 1, value));
    channels.put("a throwable", value -> LOG.debug("failed", new IllegalStateException(value)));
    channels.put(
        "a cause",
        value -> LOG.debug("failed", new IllegalStateException("x", new Exception(value))));
    channels.put("a suppressed throwable", value -> LOG.debug("failed", suppressing(value)));
    channels.put("a marker", value -> LOG.debug(MarkerFactory.getDetachedMarker(value), "marked"));
    channels.put(
        "the fluent interface", value -> LOG.atTrace().addKeyValue("key", value).log("fluent"));
    channels.put("the context", LeakGuardTest::logInContext);
    channels.put("another thread", LeakGuardTest::logInThread);
    channels.put("a logger's name", value -> LoggerFactory.getLogger(value).debug("x"));
    channels.put("java.util.logging", LeakGuardTest::logByJul);
    channels.put(
        "what is thrown",
        value -> {
          throw new IllegalStateException("x", new Exception(value));
        });
    return channels.entrySet().stream()
        .map(
            channel ->
                DynamicTest.dynamicTest(
                    channel.getKey(), () -> assertCaught("", channel.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> a_leak_in_each_form_is_caught() {
    byte[] bytes = AWKWARD.getBytes(StandardCharsets.UTF_8);
    Map<String, String> forms = new LinkedHashMap<>();
    forms.put("plain", AWKWARD);
    forms.put("base64", base64(AWKWARD));
    forms.put("base64 after one byte", base64("x" + AWKWARD + "rest"));
    forms.put("base64 after two bytes", base64("xx" + AWKWARD + "rest"));
    forms.put("base64url", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    forms.put("base64 of key:secret", base64("some-key:" + AWKWARD));
    forms.put("base64 of secret:key", base64(AWKWARD + ":some-key"));
    forms.put("URL-encoded for a form", "pass%2Fw%C3%B6rd%2B%221%22%5C+%26+");
    forms.put("URL-encoded for a path", "pass%2Fw%C3%B6rd%2B%221%22%5C%20%26%20");
    forms.put("URL-encoded in small letters", "pass%2fw%c3%b6rd%2b%221%22%5c%20%26%20");
    forms.put("hex", HexFormat.of().formatHex(bytes));
    forms.put("hex in capitals", HexFormat.of().withUpperCase().formatHex(bytes));
    forms.put("JSON-escaped", "pass/wörd+\\\"1\\\"\\\\ & ");
    forms.put("JSON-escaped to ASCII", "pass\\/w\\u00f6rd+\\\"1\\\"\\\\ & ");
    forms.put("an array", Arrays.toString(bytes));
    forms.put("an array of characters", Arrays.toString(AWKWARD.toCharArray()));
    forms.put("hex with colons", HexFormat.ofDelimiter(":").formatHex(bytes));
    forms.put("hex with blanks", HexFormat.ofDelimiter(" ").formatHex(bytes));
    forms.put("each byte URL-encoded", "%" + HexFormat.ofDelimiter("%").formatHex(bytes));
    forms.put("JSON-escaped for HTML", "pass/wörd+\\\"1\\\"\\\\ \\u0026 ");
    return forms.entrySet().stream()
        .map(
            form ->
                DynamicTest.dynamicTest(
                    form.getKey(),
                    () -> assertCaught(AWKWARD, value -> LOG.debug("[{}]", form.getValue()))));
  }

  @Test
  void what_tells_nothing_passes() {
    assertThat(
            Planted.run(value -> System.out.println(LeakGuard.canary() + " of " + value.length())))
        .isEmpty();
  }

  @Test
  void nothing_more_is_printed_for_it() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    assertThat(Planted.run("", value -> LOG.atTrace().log("must not be printed"), printed))
        .isEmpty();

    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("must not be printed");
  }

  @Test
  void a_class_has_canaries_of_its_own() {
    assertThat(Planted.run(PlantedInClass.class)).hasSize(1).first().asString().contains("stdout");
  }

  @Test
  void the_streams_come_back() {
    Ears ears = Ears.open();
    PrintStream out = System.out;
    StandardStreams streams = new StandardStreams(ears);
    assertThat(System.out).isNotSameAs(out);

    streams.close();
    ears.close();

    assertThat(System.out).isSameAs(out);
  }

  @Test
  void a_log_that_cannot_be_heard_is_refused() {
    Ears ears = Ears.open();
    try {
      assertThatIllegalStateException()
          .isThrownBy(() -> LogEar.of(ears, new NOPLoggerFactory()))
          .withMessageContaining("NOPLoggerFactory")
          .withMessageContaining("logback-classic");
    } finally {
      ears.close();
    }
  }

  @Test
  void there_is_no_canary_once_the_test_is_over() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    FutureTask<Canary> late =
        new FutureTask<>(
            () -> {
              over.await();
              return LeakGuard.canary();
            });
    assertThat(Planted.run(value -> Threads.start(late))).isEmpty();

    over.countDown();

    assertThatThrownBy(late::get).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_text_and_a_throwable_can_be_checked(Canary canary) {
    LeakGuard.check("nothing");
    assertThatThrownBy(() -> LeakGuard.check("x" + base64(canary.text())))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("base64 of Canary[made at parameter 1 of ");
    assertThatThrownBy(() -> LeakGuard.check(suppressing(canary.text())))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void what_is_too_short_to_guard_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> LeakGuard.guard("1234567"));
  }

  private static void assertCaught(String value, Planted.Leak leak) {
    List<Throwable> failures = Planted.run(value, leak);
    assertThat(failures).hasSize(1);
    assertThat(EventText.of(failures.get(0))).contains("LeakGuard: a canary leaked");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Exception suppressing(String value) {
    Exception exception = new Exception("x");
    exception.addSuppressed(new Exception(value));
    return exception;
  }

  private static void logInContext(String value) {
    MDC.put("key", value);
    try {
      LOG.debug("in context");
    } finally {
      MDC.remove("key");
    }
  }

  private static void logInThread(String value) throws Exception {
    Thread thread = new Thread(() -> LOG.debug(value));
    thread.start();
    thread.join();
  }

  private static void logByJul(String value) {
    java.util.logging.Logger.getLogger("io.keyturn.test")
        .log(java.util.logging.Level.FINEST, "value {0}", value);
  }

  @ExtendWith(LeakGuard.class)
  static final class PlantedInClass {
    private static String value = "";

    @BeforeAll
    static void plant() {
      value = LeakGuard.canary().text();
    }

    @Test
    void tells_nothing() {}

    @AfterAll
    static void leak() {
      System.out.println(value);
    }
  }
}
