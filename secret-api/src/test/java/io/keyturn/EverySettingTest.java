package io.keyturn;

import static io.keyturn.secret.SecretException.Kind.FORMAT;
import static io.keyturn.secret.SecretException.Kind.NOT_FOUND;
import static io.keyturn.secret.SecretException.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.TestFactories.Env;
import io.keyturn.TestFactories.OtherVault;
import io.keyturn.TestFactories.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets each key to two texts and sees two behaviours: no key is read and ignored. */
final class EverySettingTest {
  @TempDir private Path directory;

  /** A key, two texts, and what is to be seen with each. */
  private record Case(
      String key, String text, Object seen, String otherText, Object otherSeen, See see) {
    Stream<DynamicTest> byKey() {
      return Stream.of(test(text, seen, false), test(otherText, otherSeen, false));
    }

    Stream<DynamicTest> byBuilder() {
      return Stream.of(test(text, seen, true), test(otherText, otherSeen, true));
    }

    private DynamicTest test(String value, Object expected, boolean byBuilder) {
      return DynamicTest.dynamicTest(
          key + " = " + value,
          () -> {
            Scene scene = new Scene(key, value, byBuilder);
            assertThat(see.in(scene)).isEqualTo(expected);
            scene.ledgers.check();
          });
    }
  }

  private static Case setting(
      Setting setting, String text, Object seen, String other, Object otherSeen, See see) {
    return new Case(setting.key, text, seen, other, otherSeen, see);
  }

  private interface See {
    Object in(Scene scene);
  }

  private List<Case> settings() throws IOException {
    String inReadTimeout = "no answer within keyturn.read-timeout";
    String inFetchTimeout = "no answer within keyturn.fetch-timeout";
    String inHangingStore = "no answer in time";
    return List.of(
        setting(
            Setting.STORE, "memory", "old", "other", "of the other store", Observations::valueOfA),
        setting(
            Setting.CONFIG,
            file("one", "keyturn.secrets.A = memory://app#A"),
            "old",
            file("other", "keyturn.secrets.A = other://app#A"),
            "of the other store",
            Observations::valueOfA),
        setting(Setting.REQUIRED, "A", "started", "A,B", NOT_FOUND, Observations::start),
        setting(Setting.OPTIONAL, "B", "started", "C", NOT_FOUND, Observations::startWithoutB),
        setting(Setting.TTL, "30s", 3, "PT1M", 2, Observations::readsWithinAMinute),
        setting(Setting.JITTER, "0", false, "0.5", true, Observations::isSomeReadEarly),
        setting(
            Setting.NEGATIVE_TTL,
            "1m",
            2,
            "61s",
            1,
            Observations::readsOfAMissingNameWithinAMinute),
        setting(Setting.RETRY, "1s", 5, "9s", 2, Observations::readsInTwentySecondsOfOutage),
        setting(Setting.RETRY_MAX, "2s", 11, "30s", 5, Observations::readsInTwentySecondsOfOutage),
        setting(
            Setting.STARTUP_TIMEOUT,
            "1ms",
            UNAVAILABLE,
            "10m",
            "started",
            Observations::startWithAStoreThatComesBack),
        setting(
            Setting.READ_TIMEOUT,
            "1ms",
            inReadTimeout,
            "10m",
            inHangingStore,
            Observations::whyAReadFails),
        setting(
            Setting.FETCH_TIMEOUT,
            "1ms",
            inFetchTimeout,
            "10m",
            inHangingStore,
            Observations::whyAReadFails),
        setting(
            Setting.VERIFY_TIMEOUT,
            "1ms",
            "old",
            "10m",
            "new",
            Observations::valueAfterASlowVerifier),
        setting(
            Setting.BUILD_TIMEOUT, "1ms", "old", "10m", "new", Observations::objectAfterASlowBuild),
        setting(
            Setting.DRAIN,
            "1m",
            List.of("old"),
            "61s",
            List.of(),
            Observations::retiredAfterAMinute),
        setting(Setting.OVERLAP, "1m", 1, "61s", 2, Observations::acceptedAfterAMinute),
        setting(Setting.MAX_NAMES, "1", 1, "2", 2, Observations::namesKeptOfTwo),
        setting(Setting.IDLE, "1m", 0, "10m", 1, Observations::namesKeptForThreeMinutes),
        setting(
            Setting.MAX_STALE,
            "1m",
            UNAVAILABLE,
            "1h",
            "old",
            Observations::valueAfterTenMinutesOfOutage),
        setting(
            Setting.WHEN_TOO_OLD,
            "fail",
            UNAVAILABLE,
            "serve",
            "old",
            Observations::valueAfterAWeekOfOutage));
  }

  private static List<Case> keysOfNamesAndStores() {
    return List.of(
        new Case("keyturn.cache.ttl-for.A", "30s", 3, "PT1M", 2, Observations::readsWithinAMinute),
        new Case(
            "keyturn.secrets.A",
            "memory://app#A",
            "old",
            "other://app#A",
            "of the other store",
            Observations::valueOfA),
        new Case(
            "keyturn.stores.memory.locations.A",
            "app#A",
            "started",
            "app",
            FORMAT,
            Observations::start),
        new Case(
            "keyturn.stores.memory.location",
            "app#{name}",
            "started",
            "elsewhere#{name}",
            NOT_FOUND,
            scene -> Observations.start(scene.set("keyturn.required", "A"))));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @TestFactory
  Stream<DynamicTest> each_key_is_obeyed() throws IOException {
    return all().flatMap(Case::byKey);
  }

  @TestFactory
  Stream<DynamicTest> each_method_of_the_builder_does_the_same() throws IOException {
    return all().flatMap(Case::byBuilder);
  }

  private Stream<Case> all() throws IOException {
    return Stream.of(settings(), keysOfNamesAndStores()).flatMap(List::stream);
  }

  @ParameterizedTest
  @CsvSource({"vault, https://vault", "env, refused"})
  void the_type_of_a_store_is_obeyed(String type, String seen) {
    TestMachine machine = TestMachine.with(Vault.class, Env.class);

    assertThat(Observations.valueInAStore(machine.property("keyturn.stores.store.type", type)))
        .isEqualTo(seen);
  }

  @ParameterizedTest
  @ValueSource(classes = {Vault.class, OtherVault.class})
  void the_factory_of_a_store_is_obeyed(Class<?> factory) {
    TestMachine machine =
        TestMachine.with(Vault.class, OtherVault.class)
            .property("keyturn.stores.store.type", "vault")
            .property("keyturn.stores.store.factory", factory.getName());

    assertThat(Observations.valueInAStore(machine))
        .isEqualTo(factory == Vault.class ? "https://vault" : "the other vault's");
  }

  @Test
  void no_setting_is_without_an_observation() throws IOException {
    assertThat(settings())
        .extracting(Case::key)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Setting.values()).map(setting -> setting.key).toList());
  }

  @Test
  void what_is_seen_differs_between_the_two_texts() throws IOException {
    assertThat(all()).noneMatch(c -> c.seen().equals(c.otherSeen()));
  }
}
