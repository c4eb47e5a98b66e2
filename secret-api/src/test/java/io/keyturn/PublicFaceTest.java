package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.ManualTime;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every key of configuration has a method of the builder, and the other way round; that both have
 * the same effect is seen by {@link EverySettingTest}.
 */
final class PublicFaceTest {
  /** What no text can say. */
  private static final List<String> CODE_ONLY =
      List.of(
          "configured",
          "properties",
          "store",
          "verify",
          "executor",
          "lookup",
          "listener",
          "time",
          "build");

  static Stream<BuilderCalls.Call> calls() {
    return BuilderCalls.ALL.stream();
  }

  @Test
  void every_setting_has_a_method() {
    assertThat(Arrays.stream(Setting.values()).map(setting -> setting.key))
        .allMatch(key -> BuilderCalls.of(key).isPresent());
  }

  @Test
  void every_method_has_a_key_where_a_text_can_say_it() {
    assertThat(Secrets.Builder.class.getDeclaredMethods())
        .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
        .extracting(Method::getName)
        .allMatch(
            method ->
                CODE_ONLY.contains(method)
                    || BuilderCalls.ALL.stream().anyMatch(call -> call.method().equals(method)));
  }

  private static String textOf(String key) {
    if (key.equals(Setting.JITTER.key)) {
      return "0.2";
    }
    return key.equals(Setting.MAX_NAMES.key) ? "7" : "7s";
  }

  @ParameterizedTest
  @MethodSource("calls")
  void saying_a_thing_twice_is_refused_by_its_key(BuilderCalls.Call call) {
    String text = textOf(call.key());
    Secrets.Builder builder = call.say().apply(Secrets.builder(), text);

    assertThatIllegalStateException()
        .isThrownBy(() -> call.say().apply(builder, text))
        .withMessage(call.key() + " was set already");
  }

  @Test
  void a_store_given_twice_is_refused() {
    Secrets.Builder builder = Secrets.builder().store("memory", new InMemoryProvider());

    assertThatIllegalStateException()
        .isThrownBy(() -> builder.store("memory", new InMemoryProvider()))
        .withMessageContaining("'memory'");
  }

  @Test
  void a_verifier_of_a_name_given_twice_is_refused() {
    Secrets.Builder builder = Secrets.builder().verify("A", secret -> {});

    assertThatIllegalStateException()
        .isThrownBy(() -> builder.verify("A", secret -> {}))
        .withMessageContaining("A");
  }

  @Test
  void what_no_text_can_say_is_said_once_too() {
    Secrets.Builder builder =
        Secrets.builder()
            .executor(Runnable::run)
            .time(new ManualTime())
            .lookup(MethodHandles.lookup());

    assertThatIllegalStateException()
        .isThrownBy(() -> builder.executor(Runnable::run))
        .withMessageContaining("executor");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.time(new ManualTime()))
        .withMessageContaining("time");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.lookup(MethodHandles.lookup()))
        .withMessageContaining("lookup");
  }

  @Test
  void stores_belong_to_one_result() {
    Secrets.Builder builder = Secrets.builder().store("memory", new InMemoryProvider());

    Secrets secrets = builder.build();
    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessageContaining("build was called already");
    secrets.close();
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void a_property_without_a_text_is_named() {
    Map<String, String> properties = new HashMap<>();
    properties.put("keyturn.store", null);

    assertThatNullPointerException()
        .isThrownBy(() -> Secrets.builder().properties(properties))
        .withMessage("keyturn.store");
  }
}
