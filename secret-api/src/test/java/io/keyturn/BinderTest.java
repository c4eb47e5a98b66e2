package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.Canary;
import io.keyturn.testkit.InMemoryProvider;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of secrets. */
final class BinderTest {
  @RegisterExtension final Ledgers ledgers = new Ledgers();

  private final InMemoryProvider store =
      new InMemoryProvider().put("app", Map.of("KEY", "k", "SECRET", "s"));
  private final Secrets secrets = open("memory://app#KEY");

  private Secrets open(String... keyPlaces) {
    return Secrets.builder()
        .store("memory", ledgers.of(store))
        .active("memory")
        .template("memory", "app#{name}")
        .locate("KEY", keyPlaces)
        .executor(Runnable::run)
        .build();
  }

  @AfterEach
  void close() {
    secrets.close();
  }

  private record Pair(@SecretName("KEY") Secret key, @SecretName("SECRET") Secret secret) {}

  private record Perhaps(
      @SecretName("KEY") Secret key, @SecretName("OTHER") Optional<Secret> other) {}

  private record Text(@SecretName("KEY") String text) {}

  private record Characters(@SecretName("KEY") CharSequence text) {}

  private record OptionalText(@SecretName("KEY") Optional<String> text) {}

  private record Nameless(Secret key) {}

  private record WronglyNamed(@SecretName("not/a name") Secret key) {}

  private record Empty() {}

  record Choosy(@SecretName("KEY") Secret key) {
    Choosy {
      if (key.matches(Secret.of("bad"))) {
        throw new IllegalArgumentException(key.exposeString());
      }
    }
  }

  private Throwable refusal(Class<? extends Record> type) {
    return catchThrowable(() -> secrets.rotating(type));
  }

  @Test
  void components_are_bound_by_their_names() {
    Pair pair = secrets.rotating(Pair.class).get();

    assertThat(pair.key().exposeString()).isEqualTo("k");
    assertThat(pair.secret().exposeString()).isEqualTo("s");
  }

  @Test
  void a_bound_record_prints_no_value(Canary canary) {
    store.put("app", Map.of("KEY", canary.text(), "SECRET", canary.text()));
    secrets.refresh();

    assertThat(secrets.rotating(Pair.class).get().toString()).contains("memory://app#KEY");
  }

  @Test
  void the_same_record_has_the_same_handle() {
    assertThat(secrets.rotating(Pair.class)).isSameAs(secrets.rotating(Pair.class));
  }

  @Test
  void a_lookup_gives_its_rights() {
    assertThat(secrets.rotating(MethodHandles.lookup(), Pair.class).get().key().exposeString())
        .isEqualTo("k");
  }

  @Test
  void a_lookup_without_rights_is_told_what_to_do() {
    assertThat(catchThrowable(() -> secrets.rotating(MethodHandles.publicLookup(), Pair.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MethodHandles.lookup()")
        .hasNoCause();
  }

  @Test
  void an_optional_name_may_be_missing_and_come_later() {
    Rotating<Perhaps> handle = secrets.rotating(Perhaps.class);
    assertThat(handle.get().other()).isEmpty();

    store.rotate("app", Map.of("KEY", "k", "OTHER", "o"));
    secrets.refresh("KEY");

    assertThat(handle.get().other().map(Secret::exposeString)).contains("o");
  }

  @Test
  void a_required_name_that_is_missing_is_named() {
    store.delete("app");

    assertThat(catchThrowable(() -> open("memory://app#KEY", "memory://other")))
        .isInstanceOf(SecretNotFoundException.class)
        .hasMessageContaining("'KEY'");
  }

  @Test
  void an_outage_of_an_optional_name_is_no_absence() {
    record Away(@SecretName("FAR") Optional<Secret> far) {}
    store.goOffline();

    try (Secrets far =
        Secrets.builder()
            .store("memory", ledgers.of(store))
            .active("memory")
            .template("memory", "{name}")
            .executor(Runnable::run)
            .build()) {
      assertThat(catchThrowable(() -> far.rotating(Away.class)))
          .isInstanceOf(SecretUnavailableException.class);
    }
  }

  @Test
  void all_missing_names_are_named_at_once() {
    record Missing(@SecretName("M1") Secret one, @SecretName("M2") Secret two) {}

    assertThat(refusal(Missing.class))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("'M1'")
        .hasMessageContaining("'M2'");
  }

  @Test
  void a_string_is_refused_and_told_why() {
    assertThat(refusal(Text.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Text.class.getName())
        .hasMessageContaining("'text' is a String, which the record's toString would print")
        .hasMessageContaining("make it a Secret")
        .hasMessageEndingWith("(Keyturn docs/errors.md#record)");
  }

  @Test
  void other_types_are_refused() {
    assertThat(refusal(Characters.class)).hasMessageContaining("neither a Secret nor an Optional");
    assertThat(refusal(OptionalText.class))
        .hasMessageContaining("neither a Secret nor an Optional");
  }

  @Test
  void a_component_without_a_name_is_refused() {
    assertThat(refusal(Nameless.class)).hasMessageContaining("'key' has no @SecretName");
  }

  @Test
  void a_component_with_a_wrong_name_is_refused() {
    assertThat(refusal(WronglyNamed.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'not/a name'");
  }

  @Test
  void a_record_without_components_is_refused() {
    assertThat(refusal(Empty.class)).hasMessageContaining("no components");
  }

  @Test
  void a_candidate_that_the_constructor_refuses_is_not_taken(Canary canary) {
    Rotating<Choosy> handle = secrets.rotating(Choosy.class);

    store.rotate("app", Map.of("KEY", "bad", "SECRET", "s"));

    assertThat(catchThrowable(() -> secrets.refresh("KEY")))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining(IllegalArgumentException.class.getName());
    assertThat(handle.get().key().exposeString()).isEqualTo("k");
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "second"})
  void names_of_a_record_come_from_the_same_position(String there) {
    store.put(there, Map.of("A", "a")).put("second", Map.of("A", "a", "B", "b"));
    record Both(@SecretName("A") Secret a, @SecretName("B") Secret b) {}
    try (Secrets lists =
        Secrets.builder()
            .store("memory", ledgers.of(store))
            .locate("A", "memory://first#A", "memory://second#A")
            .locate("B", "memory://missing#B", "memory://second#B")
            .executor(Runnable::run)
            .build()) {
      Throwable thrown = catchThrowable(() -> lists.rotating(Both.class));

      if (there.equals("first")) {
        assertThat(thrown).hasMessageContaining("different positions");
      } else {
        assertThat(thrown).isNull();
      }
    }
  }
}
